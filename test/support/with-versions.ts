import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/ids/ids';
import { TestApi, type TestUser } from './test-api';

/** One node with an administrator, and requests for earlier versions. */
export async function startWithVersions() {
  const api = await TestApi.start();
  const database = api.app.get(Database);
  const admin = await api.administrator();
  let counter = 0;

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

  return {
    api,
    database,
    admin,
    someone,
    staff,
    schema,
    eventsOf,
    typesOf,
    change,
    read,
    version,
    fieldsAt,
    restore,
    stop: () => api.stop(),
  };
}

export type WithVersions = Awaited<ReturnType<typeof startWithVersions>>;

export function justBefore(at: string): string {
  return new Date(Date.parse(at) - 1).toISOString();
}
