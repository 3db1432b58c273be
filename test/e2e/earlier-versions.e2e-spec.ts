import { RetentionRepository } from '@platform/event-log/retention/retention.repository';
import { idToBytes, newId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { Vault } from '@platform/vault/vault';
import { expectProblem } from '@test/support/expect-problem';
import { addEvents } from '@test/support/many-events';
import { TestApi, type TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { eraseUser } from '@test/support/user-data';

const HIDDEN = { hidden: true };
const PERSONAL_READ = 'users.personal_data_read';

describe('The earlier versions of a user', () => {
  let api: TestApi;
  let database: Database;
  let admin: TestUser;
  let counter = 0;

  beforeAll(async () => {
    api = await TestApi.start();
    database = api.app.get(Database);
    admin = await api.administrator();
  });
  afterAll(() => api.stop());

  const someone = (more = {}) => api.register(`someone-${++counter}`, more);
  const staff = async (...permissions: string[]): Promise<TestUser> => {
    const [person, name] = [await someone(), `role-${counter}`];
    const asAdmin = (method: string, path: string, body: object) =>
      api.call(method, path, { token: admin.token, body });
    await asAdmin('POST', '/v1/admin/roles', { name, description: '', permissions });
    await asAdmin('PUT', `/v1/admin/users/${person.id}/roles`, { roles: [name] });
    return person;
  };
  const schema = (properties: object) =>
    api.call('PUT', '/v1/admin/attribute-schema', { token: admin.token, body: { schema: { properties } } });
  const eventsOf = async (user: { id: string }, action: string) =>
    (await api.call('GET', `/v1/admin/audit?subjectId=${user.id}&action=${action}`, { token: admin.token })).body.items;

  /** Without the audit log, which records that the administrator read it. */
  const typesOf = async (user: TestUser) => {
    const sql = 'SELECT type FROM event_log WHERE subject_id = ? ORDER BY id';
    return (await database.rows<{ type: string }>(sql, [idToBytes(user.id)])).map(({ type }) => type);
  };

  /** Makes a change, and returns the time of its event. No other event of the user has this time. */
  const change = async (user: TestUser, path: string, body: object, method = 'PATCH'): Promise<string> => {
    const answer = await api.call(method, path, { token: user.token, body });
    expect([answer.status, answer.text]).toEqual([200, answer.text]);
    const [{ at }] = (await api.call('GET', '/v1/me/activity?limit=1', { token: user.token })).body.items;
    while (Date.now() <= Date.parse(at));
    return at;
  };
  const justBefore = (at: string) => new Date(Date.parse(at) - 1).toISOString();

  const read = (user: { id: string }, at: string, record?: string, by = admin) =>
    api.call('GET', `/v1/admin/users/${user.id}/versions?at=${at}${record ? `&record=${record}` : ''}`, {
      token: by.token,
    });
  const version = async (user: { id: string }, at: string, record: string, by = admin) => {
    const { status, body } = await read(user, at, record, by);
    expect([status, body.items?.length]).toEqual([200, 1]);
    return body.items[0];
  };
  const fieldsAt = async (...request: Parameters<typeof version>) => (await version(...request)).fields;
  const restore = (user: { id: string }, body: object, by = admin, headers = {}) =>
    api.call('POST', `/v1/admin/users/${user.id}/versions/restore`, { token: by.token, body, headers });

  describe('shown to an administrator', () => {
    it('contain the profile as it was, the last change until then and the number of changes since', async () => {
      const user = await someone({ displayName: 'Ada' });
      const first = await change(user, '/v1/me', { bio: 'One' });
      const second = await change(user, '/v1/me', { bio: 'Two', displayName: 'Countess' });
      const third = await change(user, '/v1/me', { displayName: null });
      const [last, middle, begin] = await eventsOf(user, 'users.profile_changed');
      const by = { actorKind: 'user', actorId: user.id };
      const profile = (displayName: string | null, bio: string | null) => ({
        username: { value: null },
        displayName: { value: displayName },
        bio: { value: bio },
        locale: { value: 'en' },
      });
      expect(await version(user, justBefore(first), 'profile')).toEqual({
        record: 'profile',
        reason: null,
        fields: profile('Ada', null),
        changesSince: 3,
        lastChange: null,
        lastChangeReason: 'none',
      });
      expect(await version(user, first, 'profile')).toMatchObject({
        fields: profile('Ada', 'One'),
        changesSince: 2,
        lastChange: { id: begin.id, at: first, ...by },
        lastChangeReason: null,
      });
      expect(await version(user, second, 'profile')).toMatchObject({
        fields: profile('Countess', 'Two'),
        changesSince: 1,
        lastChange: { id: middle.id, at: second, ...by },
      });
      expect(await version(user, third, 'profile')).toMatchObject({
        fields: profile(null, 'Two'),
        changesSince: 0,
        lastChange: { id: last.id, at: third, ...by },
      });
    });

    it('contain personal information and attributes as they were, with a recorded read', async () => {
      await schema({ color: { type: 'string' }, shirt: { type: 'object' } });
      const user = await someone();
      const phoneNumbers = [{ number: '+442079460958' }];
      const first = await change(user, '/v1/me/personal', {
        familyName: 'Byron',
        phoneNumbers,
        attributes: { shirt: { size: 'S', cut: 'wide' } },
      });
      const second = await change(user, '/v1/me/personal', {
        familyName: 'Lovelace',
        phoneNumbers: [],
        attributes: { color: 'red', shirt: { cut: null } },
      });
      await change(user, '/v1/me/personal', { familyName: null, attributes: null });
      expect(await eventsOf(user, PERSONAL_READ)).toEqual([]);
      expect(await version(user, justBefore(first), 'personal')).toMatchObject({
        reason: 'no_values_yet',
        fields: { familyName: { value: null }, phoneNumbers: { value: [] } },
      });
      expect(await eventsOf(user, PERSONAL_READ)).toMatchObject([{ actorId: admin.id }]);
      expect(await fieldsAt(user, first, 'personal')).toMatchObject({
        familyName: { value: 'Byron' },
        givenName: { value: null },
        phoneNumbers: { value: phoneNumbers },
      });
      expect(await fieldsAt(user, second, 'personal')).toMatchObject({
        familyName: { value: 'Lovelace' },
        phoneNumbers: { value: [] },
      });
      expect(await fieldsAt(user, first, 'attributes')).toEqual({
        color: { value: null },
        shirt: { value: { size: 'S', cut: 'wide' } },
      });
      expect(await fieldsAt(user, second, 'attributes')).toEqual({
        color: { value: 'red' },
        shirt: { value: { size: 'S' } },
      });
    });

    it('contain preferences by namespace, without the values for one device', async () => {
      const user = await someone();
      const path = '/v1/me/preferences';
      const first = await change(user, `${path}/ui`, { theme: 'dark', density: 'compact' });
      const second = await change(user, `${path}/board`, { columns: { left: 1 } });
      const third = await change(user, `${path}/ui`, { theme: 'light' });
      await change(user, `${path}/ui?device=this`, { theme: 'system' });
      const fourth = await change(user, `${path}/ui`, { theme: null });
      const [ui, board] = ['preferences.ui', 'preferences.board'];
      expect(await fieldsAt(user, first, ui)).toEqual({ theme: { value: 'dark' }, density: { value: 'compact' } });
      expect(await version(user, first, board)).toMatchObject({
        reason: 'no_values_yet',
        fields: { columns: { value: null } },
      });
      expect(await fieldsAt(user, second, board)).toEqual({ columns: { value: { left: 1 } } });
      expect(await version(user, third, ui)).toMatchObject({
        fields: { theme: { value: 'light' }, density: { value: 'compact' } },
        changesSince: 1,
      });
      const { body } = await read(user, fourth);
      expect(body.items.map(({ record }: { record: string }) => record)).toEqual([
        'profile',
        'email',
        'personal',
        'attributes',
        board,
        ui,
      ]);
      expect(body.items.at(-1).fields).toEqual({ density: { value: 'compact' } });
    });

    it('contain the email address as it was', async () => {
      const user = await someone();
      const stepped = await api.login(admin.email);
      await api.call('PATCH', `/v1/admin/users/${user.id}`, {
        token: stepped.token,
        body: { email: 'new-address@example.com', emailVerified: true },
      });
      const [{ at }] = await eventsOf(user, 'users.email_changed');
      expect(await fieldsAt(user, justBefore(at), 'email')).toEqual({
        email: { value: user.email },
        emailVerified: { value: false },
      });
      expect(await fieldsAt(user, at, 'email')).toEqual({
        email: { value: 'new-address@example.com' },
        emailVerified: { value: true },
      });
    });

    it('hide the values that the audit log hides from the caller, also those that never changed', async () => {
      await schema({ diary: { type: 'string', 'x-access': { read: ['user'], write: ['user'] } } });
      const user = await someone({ displayName: 'Shown' });
      await change(user, '/v1/me/personal', { familyName: 'Lovelace', attributes: { diary: 'for my eyes' } });
      const at = await change(user, '/v1/me', { bio: 'Numbers' });
      const [viewer, officer] = [await staff('audit.read', 'users.read'), await staff('audit.read', 'personal.read')];
      const shown = async (by: TestUser) => {
        const answer = await read(user, at, undefined, by);
        const fields = answer.body.items.map(({ record, fields: all }: any) => [record, all]);
        return { text: answer.text, fields: Object.fromEntries(fields) };
      };
      const seen = await shown(viewer);
      expect(seen.fields).toMatchObject({
        profile: { displayName: { value: 'Shown' }, bio: { value: 'Numbers' } },
        email: { email: HIDDEN, emailVerified: { value: false } },
        personal: { familyName: HIDDEN, givenName: HIDDEN },
        attributes: { diary: HIDDEN },
      });
      expect(seen.text).not.toMatch(/Lovelace|for my eyes|@example/);
      expect(await eventsOf(user, PERSONAL_READ)).toEqual([]);
      const seenByOfficer = await shown(officer);
      expect(seenByOfficer.fields).toMatchObject({
        profile: { displayName: HIDDEN, bio: HIDDEN },
        personal: { familyName: { value: 'Lovelace' } },
        attributes: { diary: HIDDEN },
      });
      expect(await eventsOf(user, PERSONAL_READ)).toMatchObject([{ actorId: officer.id }]);
    });

    it('never contain data of another user', async () => {
      const [user, other] = [await someone(), await someone()];
      await change(other, '/v1/me', { bio: 'A secret of the other user' });
      await change(other, '/v1/me/preferences/hidden-board', { title: 'A secret title' });
      const at = await change(user, '/v1/me', { bio: 'Mine' });
      // The log names the other user in an event of this user and the reverse.
      await database.write(
        `INSERT INTO event_subject (user_id, event_id) SELECT ?, id FROM event_log WHERE subject_id = ?`,
        [idToBytes(user.id), idToBytes(other.id)],
      );
      for (const time of [justBefore(at), at]) {
        const { text, body } = await read(user, time);
        expect(text).not.toMatch(/secret|hidden-board/);
        expect(body.items[0].changesSince).toBe(time === at ? 0 : 1);
      }
    });
  });

  describe('that are not known', () => {
    it('have the reason that the account did not exist yet', async () => {
      const user = await someone();
      const [{ at }] = await eventsOf(user, 'users.registered');
      const { items } = (await read(user, justBefore(at))).body;
      expect(items.map(({ reason }: any) => reason)).toEqual(Array(4).fill('account_not_created'));
      expect(items.map(({ fields }: any) => fields)).toEqual(Array(4).fill({}));
      expect((await version(user, at, 'profile')).reason).toBeNull();
    });

    it('have the reason that the key is destroyed, and after the erasure that the account is erased', async () => {
      const user = await someone();
      const at = await change(user, '/v1/me', { bio: 'A bio to forget' });
      await api.app.get(Vault).destroyUserKey(user.id);
      expect(await version(user, justBefore(at), 'profile')).toEqual({
        record: 'profile',
        reason: 'key_destroyed',
        fields: {},
        changesSince: null,
        lastChange: null,
        lastChangeReason: null,
      });
      expectProblem(await restore(user, { record: 'profile', at }), 'audit.version_unknown', 409);
      await eraseUser(api.app, user.id);
      const { body, text } = await read(user, at);
      expect(body.items.map(({ reason }: any) => reason)).toEqual(Array(4).fill('account_erased'));
      expect(text).not.toContain('forget');
      expect((await restore(user, { record: 'profile', at })).status).toBe(404);
    });

    it('have the reason that events were removed after their retention', async () => {
      const user = await someone();
      const first = await change(user, '/v1/me', { bio: 'One' });
      const second = await change(user, '/v1/me', { bio: 'Two' });
      const third = await change(user, '/v1/me', { bio: 'Three' });
      const end = new Date(Date.parse(second) + 1);
      await api.app.get(RetentionRepository).removePiece('users.profile_changed', end, Number.MAX_SAFE_INTEGER);
      expect(await version(user, first, 'profile')).toMatchObject({ reason: 'past_retention', fields: {} });
      expect((await version(user, first, 'personal')).reason).toBe('no_values_yet');
      expect(await version(user, second, 'profile')).toMatchObject({
        reason: null,
        fields: { bio: { value: 'Two' } },
        changesSince: 1,
        lastChange: null,
        lastChangeReason: 'past_retention',
      });
      expect((await version(user, third, 'profile')).lastChange.at).toBe(third);
      const refused = await restore(user, { record: 'profile', at: first });
      expectProblem(refused, 'audit.version_unknown', 409);
    });

    it('have a reason for each field whose values before and after the changes do not match', async () => {
      const user = await someone();
      const first = await change(user, '/v1/me', { bio: 'One', displayName: 'Ada' });
      await change(user, '/v1/me', { bio: 'Two' });
      const third = await change(user, '/v1/me', { bio: 'Three' });
      const [{ id }] = (await eventsOf(user, 'users.profile_changed')).slice(1);
      await database.write('DELETE FROM event_log WHERE id = ?', [idToBytes(id)]);
      const incomplete = { bio: { unknown: 'log_incomplete' }, displayName: { value: 'Ada' } };
      expect(await fieldsAt(user, first, 'profile')).toMatchObject(incomplete);
      expect(await fieldsAt(user, justBefore(third), 'profile')).toMatchObject(incomplete);
      expect(await fieldsAt(user, third, 'profile')).toMatchObject({ bio: { value: 'Three' } });
      const all = await restore(user, { record: 'profile', at: first });
      expect(faultsOf(all)).toEqual([422, '/record audit.value_unknown']);
      const named = await restore(user, { record: 'profile', at: first, fields: ['displayName', 'bio'] });
      expect(faultsOf(named)).toEqual([422, '/fields/1 audit.value_unknown']);
    });

    it('have the reason that a newer version of userkeep wrote the event', async () => {
      const user = await someone();
      const at = await change(user, '/v1/me', { bio: 'One' });
      const [{ id }] = await eventsOf(user, 'users.profile_changed');
      await database.write('UPDATE event_log SET version = 9 WHERE id = ?', [idToBytes(id)]);
      expect(await fieldsAt(user, justBefore(at), 'profile')).toMatchObject({
        bio: { unknown: 'later_version' },
        locale: { value: 'en' },
      });
    });

    it('are refused if there are too many changes, and for a time in the future or an unknown name', async () => {
      const user = await someone();
      const at = await change(user, '/v1/me', { bio: 'One' });
      await addEvents(database, user.id, 10_000);
      await database.write("UPDATE event_log SET type = 'users.profile_changed' WHERE type = 'users.avatar_changed'");
      expect(await version(user, at, 'profile')).toMatchObject({ changesSince: 0, fields: { bio: { value: 'One' } } });
      expectProblem(await read(user, justBefore(at), 'profile'), 'audit.too_many_changes', 422);
      const future = new Date(Date.now() + 3_600_000).toISOString();
      expect(faultsOf(await read(user, future))).toEqual([422, '/at audit.time_in_future']);
      expect(faultsOf(await read(user, at, 'passwords'))).toEqual([422, '/record audit.unknown_record']);
      expect((await read({ id: newId() }, at)).status).toBe(404);
    });
  });

  describe('that are restored', () => {
    const current = async (user: TestUser, path = '/v1/me') =>
      (await api.call('GET', path, { token: user.token })).body;

    it('are a normal change of the profile, with an event, a new ETag and If-Match', async () => {
      const clerk = await staff('audit.read', 'users.write');
      const user = await someone({ displayName: 'Ada' });
      const at = await change(user, '/v1/me', { bio: 'One' });
      await change(user, '/v1/me', { bio: 'Two', displayName: null });
      const { headers } = await api.call('GET', '/v1/me', { token: user.token });
      const request = { record: 'profile', at };
      expect((await restore(user, { ...request, dryRun: true }, clerk)).body.changed.sort()).toEqual([
        'bio',
        'displayName',
      ]);
      expect(await current(user)).toMatchObject({ bio: 'Two', displayName: null });
      expect(await eventsOf(user, 'users.profile_changed')).toHaveLength(2);
      expectProblem(await restore(user, request, clerk, { 'if-match': '"0"' }), 'request.stale', 412);
      const onlyBio = { ...request, fields: ['bio'] };
      const etag = headers.get('etag') as string;
      expect((await restore(user, onlyBio, clerk, { 'if-match': etag })).body).toEqual({
        record: 'profile',
        changed: ['bio'],
      });
      expect(await current(user)).toMatchObject({ bio: 'One', displayName: null });
      expectProblem(await restore(user, request, clerk, { 'if-match': etag }), 'request.stale', 412);
      const [event] = await eventsOf(user, 'users.profile_changed');
      expect(event).toMatchObject({
        actorKind: 'user',
        actorId: clerk.id,
        facts: { fields: ['bio'] },
        changes: { bio: { before: 'Two', after: 'One' } },
      });
      expect((await restore(user, request, clerk)).body.changed).toEqual(['displayName']);
      expect(await fieldsAt(user, at, 'profile')).toMatchObject({
        bio: { value: 'One' },
        displayName: { value: 'Ada' },
      });
    });

    it('change nothing and write no event if the record is as it was', async () => {
      await schema({ color: { type: 'string' } });
      const user = await someone();
      await change(user, '/v1/me/personal', { familyName: 'Lovelace', attributes: { color: 'red' } });
      const at = await change(user, '/v1/me/preferences/ui', { theme: 'dark' });
      const before = await typesOf(user);
      for (const record of ['profile', 'personal', 'attributes', 'preferences.ui'])
        expect((await restore(user, { record, at })).body).toEqual({ record, changed: [] });
      expect(await typesOf(user)).toEqual(before);
    });

    it('replace personal information, nested attributes and preferences, and remove what was added', async () => {
      await schema({ color: { type: 'string' }, shirt: { type: 'object' } });
      const user = await someone();
      await change(user, '/v1/me/personal', { familyName: 'Byron', attributes: { shirt: { size: 'S' } } });
      const at = await change(user, '/v1/me/preferences/board', { columns: { left: 1 }, title: 'Old' });
      const was = [await current(user, '/v1/me/personal'), (await current(user, '/v1/me/preferences/board')).values];
      await change(user, '/v1/me/personal', {
        givenName: 'Ada',
        familyName: null,
        attributes: { color: 'red', shirt: { size: 'M', cut: 'wide' } },
      });
      await change(user, '/v1/me/preferences/board', { columns: { right: 2 }, title: null, width: 3 });
      const restored = async (record: string) => (await restore(user, { record, at })).body.changed.sort();
      expect(await restored('personal')).toEqual(['familyName', 'givenName']);
      expect(await restored('attributes')).toEqual(['color', 'shirt']);
      expect(await restored('preferences.board')).toEqual(['columns', 'title', 'width']);
      expect([
        await current(user, '/v1/me/personal'),
        (await current(user, '/v1/me/preferences/board')).values,
      ]).toEqual(was);
      expect((await typesOf(user)).filter((type) => type === PERSONAL_READ)).toEqual([]);
      expect(await eventsOf(user, 'users.personal_data_changed')).toHaveLength(4);
      expect(await eventsOf(user, 'preferences.changed')).toMatchObject([
        { actorId: admin.id },
        { actorId: user.id },
        { actorId: user.id },
      ]);
    });

    it('change nothing if the current rules refuse a value, and the error names its field', async () => {
      await schema({ color: { type: 'string' }, size: { type: 'string' } });
      const user = await someone({ username: 'first-name' });
      await change(user, '/v1/me/personal', { attributes: { color: 'red', size: 'S' } });
      const at = await change(user, '/v1/me/preferences/ui', { theme: 'dark' });
      await change(user, '/v1/me/personal', { attributes: { color: 'blue', size: 'M' } });
      await change(user, '/v1/me', { username: 'second-name', bio: 'New' });
      await schema({ color: { enum: ['blue', 'green'] }, size: { type: 'string' } });
      const refused = await restore(user, { record: 'attributes', at });
      expect(faultsOf(refused)).toEqual([422, '/attributes/color field.not_allowed_value']);
      expect((await current(user, '/v1/me/personal')).attributes).toEqual({ color: 'blue', size: 'M' });
      expect((await restore(user, { record: 'attributes', at, fields: ['size'] })).body.changed).toEqual(['size']);
      await someone({ username: 'first-name' });
      const taken = await restore(user, { record: 'profile', at });
      expectProblem(taken, 'users.username_taken', 409);
      expect(await current(user)).toMatchObject({ username: 'second-name', bio: 'New' });
      const unknown = await restore(user, { record: 'preferences.ui', at, fields: ['theme', 'colour'] });
      expect(faultsOf(unknown)).toEqual([422, '/fields/1 audit.unknown_field']);
    });

    it('need the permission of a normal change, and no fewer rights than the account has', async () => {
      const user = await someone();
      await change(user, '/v1/me/personal', { familyName: 'Byron' });
      const at = await change(user, '/v1/me/preferences/ui', { theme: 'dark' });
      const reader = await staff('audit.read', 'users.read', 'personal.read', 'preferences.read');
      for (const [record, permission] of [
        ['profile', 'users.write'],
        ['personal', 'personal.write'],
        ['attributes', 'personal.write'],
        ['preferences.ui', 'preferences.write'],
      ] as const) {
        const answer = await restore(user, { record, at }, reader);
        expectProblem(answer, 'access.not_allowed', 403);
        expect(answer.body.detail).toContain(permission);
      }
      const writer = await staff('audit.read', 'users.write', 'personal.write', 'preferences.write');
      for (const record of ['profile', 'personal', 'attributes', 'preferences.ui'])
        expectProblem(
          await restore(admin, { record, at: new Date().toISOString() }, writer),
          'users.account_has_more_rights',
          403,
        );
      expectProblem(await restore(user, { record: 'email', at }), 'audit.not_restorable', 409);
      expectProblem(
        await restore(user, { record: 'profile', at }, await staff('users.write')),
        'access.not_allowed',
        403,
      );
    });
  });
});
