import { expectProblem } from '@test/support/expect-problem';
import type { TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { eraseUser } from '@test/support/user-data';
import { startWithVersions, type WithVersions } from '@test/support/with-versions';

const PERSONAL_READ = 'users.personal_data_read';

describe('The earlier versions of a user that are restored', () => {
  let versions: WithVersions;

  beforeAll(async () => {
    versions = await startWithVersions();
  });
  afterAll(() => versions.stop());

  const current = async (user: TestUser, path = '/v1/me') =>
    (await versions.api.call('GET', path, { token: user.token })).body;

  it('are a normal change of the profile, with an event, a new ETag and If-Match', async () => {
    const clerk = await versions.staff('audit.read', 'users.write');
    const user = await versions.someone({ displayName: 'Ada' });
    const at = await versions.change(user, '/v1/me', { bio: 'One' });
    await versions.change(user, '/v1/me', { bio: 'Two', displayName: null });
    const { headers } = await versions.api.call('GET', '/v1/me', { token: user.token });
    const request = { record: 'profile', at };
    expect((await versions.restore(user, { ...request, dryRun: true }, clerk)).body.changed.sort()).toEqual([
      'bio',
      'displayName',
    ]);
    expect(await current(user)).toMatchObject({ bio: 'Two', displayName: null });
    expect(await versions.eventsOf(user, 'users.profile_changed')).toHaveLength(2);
    expectProblem(await versions.restore(user, request, clerk, { 'if-match': '"0"' }), 'request.stale', 412);
    const onlyBio = { ...request, fields: ['bio'] };
    const etag = headers.get('etag') as string;
    expect((await versions.restore(user, onlyBio, clerk, { 'if-match': etag })).body).toEqual({ changed: ['bio'] });
    expect(await current(user)).toMatchObject({ bio: 'One', displayName: null });
    expectProblem(await versions.restore(user, request, clerk, { 'if-match': etag }), 'request.stale', 412);
    const [event] = await versions.eventsOf(user, 'users.profile_changed');
    expect(event).toMatchObject({
      actorKind: 'user',
      actorId: clerk.id,
      facts: { fields: ['bio'] },
      changes: { bio: { before: 'Two', after: 'One' } },
    });
    expect((await versions.restore(user, request, clerk)).body.changed).toEqual(['displayName']);
    expect(await versions.fieldsAt(user, at, 'profile')).toMatchObject({
      bio: { value: 'One' },
      displayName: { value: 'Ada' },
    });
  });

  it('are restored by many requests at once, which change the record while others read it', async () => {
    const user = await versions.someone();
    const times: string[] = [];
    for (const bio of ['One', 'Two', 'Three']) times.push(await versions.change(user, '/v1/me', { bio }));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => versions.restore(user, { record: 'profile', at: times[n % 3]! })),
    );
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [200, undefined]));
  });

  it('change nothing and write no event if the record is as it was', async () => {
    await versions.schema({ color: { type: 'string' } });
    const user = await versions.someone();
    await versions.change(user, '/v1/me/personal', { familyName: 'Lovelace', attributes: { color: 'red' } });
    const at = await versions.change(user, '/v1/me/preferences/ui', { theme: 'dark' });
    const before = await versions.typesOf(user);
    for (const record of ['profile', 'personal', 'attributes', 'preferences.ui'])
      expect((await versions.restore(user, { record, at })).body).toEqual({ changed: [] });
    expect(await versions.typesOf(user)).toEqual(before);
  });

  it('replace personal information, nested attributes and preferences, and remove what was added', async () => {
    await versions.schema({ color: { type: 'string' }, shirt: { type: 'object' } });
    const user = await versions.someone();
    await versions.change(user, '/v1/me/personal', { familyName: 'Byron', attributes: { shirt: { size: 'S' } } });
    const at = await versions.change(user, '/v1/me/preferences/board', { columns: { left: 1 }, title: 'Old' });
    const was = [await current(user, '/v1/me/personal'), (await current(user, '/v1/me/preferences/board')).values];
    await versions.change(user, '/v1/me/personal', {
      givenName: 'Ada',
      familyName: null,
      attributes: { color: 'red', shirt: { size: 'M', cut: 'wide' } },
    });
    await versions.change(user, '/v1/me/preferences/board', { columns: { right: 2 }, title: null, width: 3 });
    const restored = async (record: string) => (await versions.restore(user, { record, at })).body.changed.sort();
    expect(await restored('personal')).toEqual(['familyName', 'givenName']);
    expect(await restored('attributes')).toEqual(['color', 'shirt']);
    expect(await restored('preferences.board')).toEqual(['columns', 'title', 'width']);
    expect([await current(user, '/v1/me/personal'), (await current(user, '/v1/me/preferences/board')).values]).toEqual(
      was,
    );
    expect((await versions.typesOf(user)).filter((type) => type === PERSONAL_READ)).toEqual([]);
    expect(await versions.eventsOf(user, 'users.personal_data_changed')).toHaveLength(4);
    expect(await versions.eventsOf(user, 'preferences.changed')).toMatchObject([
      { actorId: versions.admin.id },
      { actorId: user.id },
      { actorId: user.id },
    ]);
  });

  it('change nothing if the current rules refuse a value, and the error names its field', async () => {
    await versions.schema({ color: { type: 'string' }, size: { type: 'string' } });
    const user = await versions.someone({ username: 'first-name' });
    await versions.change(user, '/v1/me/personal', { attributes: { color: 'red', size: 'S' } });
    const at = await versions.change(user, '/v1/me/preferences/ui', { theme: 'dark' });
    await versions.change(user, '/v1/me/personal', { attributes: { color: 'blue', size: 'M' } });
    await versions.change(user, '/v1/me', { username: 'second-name', bio: 'New' });
    await versions.schema({ color: { enum: ['blue', 'green'] }, size: { type: 'string' } });
    const refused = await versions.restore(user, { record: 'attributes', at });
    expect(faultsOf(refused)).toEqual([422, '/attributes/color field.not_allowed_value']);
    expect((await current(user, '/v1/me/personal')).attributes).toEqual({ color: 'blue', size: 'M' });
    expect((await versions.restore(user, { record: 'attributes', at, fields: ['size'] })).body.changed).toEqual([
      'size',
    ]);
    await versions.someone({ username: 'first-name' });
    const taken = await versions.restore(user, { record: 'profile', at });
    expectProblem(taken, 'users.username_taken', 409);
    expect(await current(user)).toMatchObject({ username: 'second-name', bio: 'New' });
    const unknown = await versions.restore(user, { record: 'preferences.ui', at, fields: ['theme', 'colour'] });
    expect(faultsOf(unknown)).toEqual([422, '/fields/1 audit.unknown_field']);
  });

  it('need the permission of a normal change, and no fewer rights than the account has', async () => {
    const user = await versions.someone();
    await versions.change(user, '/v1/me/personal', { familyName: 'Byron' });
    const at = await versions.change(user, '/v1/me/preferences/ui', { theme: 'dark' });
    const reader = await versions.staff('audit.read', 'users.read', 'personal.read', 'preferences.read');
    for (const [record, permission] of [
      ['profile', 'users.write'],
      ['personal', 'personal.write'],
      ['attributes', 'personal.write'],
      ['preferences.ui', 'preferences.write'],
    ] as const) {
      const answer = await versions.restore(user, { record, at }, reader);
      expectProblem(answer, 'access.not_allowed', 403);
      expect(answer.body.detail).toContain(permission);
    }
    const writer = await versions.staff('audit.read', 'users.write', 'personal.write', 'preferences.write');
    for (const record of ['profile', 'personal', 'attributes', 'preferences.ui'])
      expectProblem(
        await versions.restore(versions.admin, { record, at: new Date().toISOString() }, writer),
        'users.account_has_more_rights',
        403,
      );
    expect(faultsOf(await versions.restore(user, { record: 'email', at }))).toEqual([
      422,
      '/record audit.not_restorable',
    ]);
    expectProblem(
      await versions.restore(user, { record: 'profile', at }, await versions.staff('users.write')),
      'access.not_allowed',
      403,
    );
  });

  it('do not bring back a user who was erased', async () => {
    const user = await versions.someone({ displayName: 'Ada' });
    const at = await versions.change(user, '/v1/me/personal', { familyName: 'Byron' });
    await eraseUser(versions.api.app, user.id);
    for (const record of ['profile', 'personal', 'attributes', 'preferences.ui'])
      expectProblem(await versions.restore(user, { record, at }), 'request.not_found', 404);
  });
});
