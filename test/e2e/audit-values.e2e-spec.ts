import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';
import type { Answer, TestUser } from '@test/support/test-api';

const HIDDEN = { hidden: true };
const SCHEMA = {
  properties: {
    diary: { type: 'string', 'x-access': { read: ['user'], write: ['user'] } },
    tier: { type: 'string', 'x-access': { read: ['user', 'app'] } },
    score: { type: 'integer', 'x-access': { read: ['admin'], write: ['admin'] } },
  },
};

describe('Values in the audit log', () => {
  let nodes: TwoNodes;
  let user: TestUser;
  let counter = 0;

  const define = (properties: object, node = nodes.api) =>
    node.call('PUT', '/v1/admin/attribute-schema', { token: nodes.admin.token, body: { schema: { properties } } });
  const appKey = async (...permissions: string[]): Promise<string> =>
    (
      await nodes.api.call('POST', '/v1/admin/api-keys', {
        token: nodes.admin.token,
        body: { name: 'An app', permissions },
      })
    ).body.key;
  const staff = async (...permissions: string[]): Promise<string> => {
    const [person, role] = [await nodes.someone(), `role-${++counter}`];
    const asAdmin = (method: string, path: string, body: object) =>
      nodes.api.call(method, path, { token: nodes.admin.token, body });
    await asAdmin('POST', '/v1/admin/roles', { name: role, description: '', permissions });
    await asAdmin('PUT', `/v1/admin/users/${person.id}/roles`, { roles: [role] });
    return person.token;
  };
  const newest = ({ body }: Answer) => body.items[0].changes;
  const changesFor = async (token: string, action: string, node = nodes.api) =>
    newest(await node.call('GET', `/v1/admin/audit?subjectId=${user.id}&action=${action}`, { token }));
  const exportedTo = async (token: string, format: string): Promise<string> =>
    (await nodes.api.call('GET', `/v1/admin/audit/export?subjectId=${user.id}&format=${format}`, { token })).text;
  const ownActivity = async (token = user.token) =>
    newest(await nodes.api.call('GET', '/v1/me/activity?action=users.personal_data_changed', { token }));

  beforeAll(async () => {
    nodes = await startTwoNodes();
    await define(SCHEMA.properties);
    user = await nodes.someone();
    await nodes.patch(user, '/v1/me', { displayName: 'Shown to all' });
    const answer = await nodes.patch(user, '/v1/me/personal', {
      familyName: 'Lovelace',
      attributes: { diary: 'for my eyes', tier: 'gold' },
    });
    expect(answer.status).toBe(200);
  });
  afterAll(() => nodes.stop());

  it('are hidden from an app key with audit.read alone, which still sees which fields changed', async () => {
    const key = await appKey('audit.read');
    expect(await changesFor(key, 'users.personal_data_changed')).toEqual({
      familyName: HIDDEN,
      'attributes.diary': HIDDEN,
      'attributes.tier': HIDDEN,
    });
    expect(await changesFor(key, 'users.profile_changed')).toEqual({ displayName: HIDDEN });
  });

  it('are shown only if the permissions of the caller allow reading the fields themselves', async () => {
    const [viewer, officer] = [await staff('audit.read', 'users.read'), await staff('audit.read', 'personal.read')];
    const name = { before: null, after: 'Lovelace' };
    expect(await changesFor(viewer, 'users.profile_changed')).toEqual({
      displayName: { before: null, after: 'Shown to all' },
    });
    expect(await changesFor(viewer, 'users.personal_data_changed')).toMatchObject({ familyName: HIDDEN });
    expect(await changesFor(officer, 'users.personal_data_changed')).toMatchObject({ familyName: name });
    expect(await changesFor(officer, 'users.profile_changed')).toEqual({ displayName: HIDDEN });
  });

  it('of an attribute follow its x-access, for administrators and apps alike', async () => {
    expect(await changesFor(nodes.admin.token, 'users.personal_data_changed')).toEqual({
      familyName: { before: null, after: 'Lovelace' },
      'attributes.diary': HIDDEN,
      'attributes.tier': HIDDEN,
    });
    expect(await changesFor(await appKey('audit.read', 'personal.read'), 'users.personal_data_changed')).toEqual({
      familyName: { before: null, after: 'Lovelace' },
      'attributes.diary': HIDDEN,
      'attributes.tier': { before: null, after: 'gold' },
    });
  });

  it('are hidden in both formats of the export as in the search', async () => {
    const token = await staff('audit.read', 'audit.export', 'users.read');
    for (const format of ['ndjson', 'csv']) {
      const text = await exportedTo(token, format);
      expect(text).toContain('Shown to all');
      expect(text).toContain('familyName');
      expect(text).not.toMatch(/Lovelace|for my eyes|gold/);
      const all = await exportedTo(nodes.admin.token, format);
      expect(all).toContain('Lovelace');
      expect(all).not.toMatch(/for my eyes|gold/);
    }
  });

  it("are shown to the user, except of attributes that are hidden from the user, but not to the user's keys", async () => {
    const path = `/v1/admin/users/${user.id}/personal`;
    await nodes.patch(nodes.admin, path, { givenName: 'Ada', attributes: { score: 7 } });
    expect(await ownActivity()).toEqual({ givenName: { before: null, after: 'Ada' } });
    expect(await changesFor(nodes.admin.token, 'users.personal_data_changed')).toMatchObject({
      'attributes.score': { before: null, after: 7 },
    });
    const made = { name: 'A script', scopes: ['activity:read'] };
    const { key } = (await nodes.api.call('POST', '/v1/me/api-keys', { token: user.token, body: made })).body;
    expect(await ownActivity(key)).toEqual({ givenName: HIDDEN });
  });

  it('follow the schema that is in force when they are read, on every node', async () => {
    const open = { ...SCHEMA.properties, score: { type: 'integer' } };
    await define(open);
    expect(await ownActivity()).toMatchObject({ 'attributes.score': { before: null, after: 7 } });
    await define({ ...open, score: { type: 'integer', 'x-access': { read: ['user'] } } }, nodes.other);
    expect(await changesFor(nodes.admin.token, 'users.personal_data_changed')).toMatchObject({
      'attributes.score': HIDDEN,
    });
    await define(SCHEMA.properties);
  });

  it('of events that an app recorded are shown to staff who can read personal data, and hidden from others', async () => {
    const body = { action: 'app.order_placed', details: { orderId: 'A-17' } };
    await nodes.api.call('POST', '/v1/activity', { token: user.token, body });
    const path = `/v1/admin/audit?subjectId=${user.id}&action=${body.action}`;
    const detailsFor = async (token: string) => (await nodes.api.call('GET', path, { token })).body.items[0].details;
    expect(await detailsFor(await staff('audit.read', 'users.read'))).toEqual(HIDDEN);
    expect(await detailsFor(nodes.admin.token)).toEqual(body.details);
  });
});
