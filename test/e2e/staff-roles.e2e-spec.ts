import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allPermissions } from '@platform/http/access/audience';
import { Database } from '@platform/persistence/database';
import { migrationsOf } from '@platform/persistence/migrations/migration';
import { expectProblem } from '@test/support/expect-problem';
import type { TestUser } from '@test/support/test-api';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

interface Role {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly builtIn: boolean;
}

describe('Staff', () => {
  let nodes: TwoNodes;
  let user: TestUser;
  let auditor: TestUser;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    user = await nodes.someone();
    await nodes.patch(user, '/v1/me/personal', { familyName: 'Lovelace' });
    auditor = await withPermissions('audit.read');
  });
  afterAll(() => nodes.stop());

  const asAdmin = (method: string, path: string, body?: object) =>
    nodes.api.call(method, path, { token: nodes.admin.token, body });
  const holderOf = async (role: string): Promise<TestUser> => {
    const holder = await nodes.someone();
    expect((await asAdmin('PUT', `/v1/admin/users/${holder.id}/roles`, { roles: [role] })).status).toBe(200);
    return holder;
  };
  let counter = 0;
  const withPermissions = async (...permissions: string[]): Promise<TestUser> => {
    const name = `own-${++counter}`;
    await asAdmin('POST', '/v1/admin/roles', { name, description: '', permissions });
    return holderOf(name);
  };
  const appKey = async (...permissions: string[]): Promise<string> =>
    (await asAdmin('POST', '/v1/admin/api-keys', { name: 'An app', permissions })).body.key;
  /** Without `personal.read`, so that this search records no event itself. */
  const readEventsOf = async ({ id }: TestUser) =>
    (await nodes.read(auditor, `/v1/admin/audit?subjectId=${id}&action=users.personal_data_read&limit=100`)).body.items;
  const readsOf = async (of: TestUser): Promise<number> => (await readEventsOf(of)).length;
  const masked = ({ email }: TestUser) => `${email[0]}***@example.com`;
  const path = () => `/v1/admin/users/${user.id}`;

  describe('in the built-in roles', () => {
    const storedRoles = async () =>
      ((await asAdmin('GET', '/v1/admin/roles')).body.items as Role[]).filter(({ builtIn }) => builtIn);

    it('have the permissions of the table in docs/roles.md', async () => {
      const page = readFileSync(join(__dirname, '..', '..', 'docs', 'roles.md'), 'utf8');
      const [text = ''] = page.slice(page.indexOf('## Built-in roles')).split('\n## Reading');
      const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| (.+?) +\|$/gm)].map(([, name, cell = '']) => ({
        name,
        permissions: cell === 'everything' ? ['*'] : [...cell.matchAll(/`([a-z.-]+)`/g)].map(([, one]) => one),
      }));
      const stored = (await storedRoles()).map(({ name, permissions }) => ({
        name,
        permissions: [...permissions].sort(),
      }));
      expect(rows.map(({ name }) => name)).toContain('privacy-officer');
      expect(stored).toEqual(rows);
      const named = stored.flatMap(({ permissions }) => permissions).filter((name) => name !== '*');
      expect(named.filter((name) => !allPermissions().has(name))).toEqual([]);
    });

    it('are created without changing a role that the operator defined under the same name', async () => {
      const create = migrationsOf('main')
        .filter(({ name }) => name.includes('.access.'))
        .flatMap((migration) => migration.statements('mariadb'))
        .filter((statement) => /^(INSERT|UPDATE)/.test(statement));
      const createRoles = async () => {
        for (const statement of create) await database.write(statement);
      };
      const database = nodes.api.app.get(Database);
      const before = await storedRoles();
      await database.write(
        "DELETE FROM access_role WHERE name IN ('viewer', 'moderator', 'privacy-officer', 'developer')",
      );
      await database.write(
        `INSERT INTO access_role (name, description, permissions, claims, built_in, version) VALUES ('moderator', '', '[]', '{}', 0, 1)`,
      );
      for (let time = 0; time < 2; time++) await createRoles();
      expect(await storedRoles()).toEqual(before.filter(({ name }) => name !== 'moderator'));
      await database.write("DELETE FROM access_role WHERE name = 'moderator'");
      await createRoles();
      expect(await storedRoles()).toEqual(before);
    });

    it('as support cannot set credentials and see no unmasked personal data', async () => {
      const support = await holderOf('support');
      for (const body of [{ email: 'mine@example.com' }, { emailVerified: true }]) {
        expectProblem(await nodes.patch(support, path(), body), 'access.not_allowed', 403);
      }
      const { token } = support;
      expectProblem(await nodes.api.call('DELETE', `${path()}/mfa`, { token }), 'access.not_allowed', 403);
      expectProblem(await nodes.read(support, `${path()}/personal`), 'access.not_allowed', 403);
      expectProblem(await nodes.patch(support, `${path()}/personal`, {}), 'access.not_allowed', 403);
      expect((await nodes.read(support, path())).body.email).toBe(masked(user));
      const log = await nodes.read(support, `/v1/admin/audit?subjectId=${user.id}`);
      expect(log.text).not.toMatch(/Lovelace|127\.0\.0\.1/);
      expect(await readsOf(user)).toBe(0);
    });
  });

  describe('with users.read alone', () => {
    it('see addresses masked, in lists and single accounts, but find an account by its exact address', async () => {
      const [viewer, key] = [await holderOf('viewer'), await appKey('users.read')];
      for (const token of [viewer.token, key]) {
        const list = await nodes.api.call('GET', `/v1/admin/users?email=${user.email}`, { token });
        expect(list.body.items).toEqual([expect.objectContaining({ id: user.id, email: masked(user) })]);
        expect((await nodes.api.call('GET', '/v1/admin/users', { token })).text).not.toContain(user.email);
      }
      expect((await nodes.read(viewer, `/v1/admin/users/${viewer.id}`)).body.email).toBe(viewer.email);
    });

    it('record no event when no personal data was shown', async () => {
      expect(await readsOf(user)).toBe(0);
    });
  });

  describe('with personal.read', () => {
    it('see addresses unmasked, and each user gets one event for each request in the activity', async () => {
      const [first, second] = [await nodes.someone(), await nodes.someone()];
      const officer = await holderOf('privacy-officer');
      const key = await appKey('users.read', 'personal.read');
      expect((await nodes.read(officer, `/v1/admin/users/${first.id}`)).body.email).toBe(first.email);
      expect(await readsOf(first)).toBe(1);
      const list = await nodes.api.call('GET', '/v1/admin/users?limit=100', { token: key });
      expect(list.text).toContain(second.email);
      expect([await readsOf(first), await readsOf(second)]).toEqual([2, 1]);
      const { items } = (await nodes.read(second, '/v1/me/activity?action=users.personal_data_read')).body;
      expect(items).toEqual([expect.objectContaining({ actor: { kind: 'app' }, subject: second.id, changes: {} })]);
    });

    it('record an event when they read personal information, in the audit log and its export too, but not when it is their own', async () => {
      const before = await readsOf(user);
      const officer = await holderOf('privacy-officer');
      expect((await nodes.read(officer, `${path()}/personal`)).body.familyName).toBe('Lovelace');
      expect(await readsOf(user)).toBe(before + 1);
      const query = `subjectId=${user.id}&action=users.personal_data_changed`;
      expect((await nodes.read(officer, `/v1/admin/audit?${query}`)).text).toContain('Lovelace');
      expect(await readsOf(user)).toBe(before + 2);
      expect((await nodes.read(officer, `/v1/admin/audit/export?${query}`)).text).toContain('Lovelace');
      const items = await readEventsOf(user);
      expect(items).toHaveLength(before + 3);
      expect(items[0]).toMatchObject({ actorId: officer.id, requestId: expect.any(String) });
      await nodes.read(officer, `/v1/admin/users/${officer.id}/personal`);
      expect(await readsOf(officer)).toBe(0);
    });

    it('record an event when they read the network of another user, in the audit log, its export and the event log', async () => {
      const [someone, officer] = [await nodes.someone(), await holderOf('privacy-officer')];
      const query = `subjectId=${someone.id}&action=users.registered`;
      const [entry] = (await nodes.read(officer, `/v1/admin/audit?${query}`)).body.items;
      expect(entry.network).toBe('127.0.0.1');
      expect(await readsOf(someone)).toBe(1);
      expect((await nodes.read(officer, `/v1/admin/audit/export?${query}`)).text).toContain('127.0.0.1');
      expect(await readsOf(someone)).toBe(2);
      const { items } = (await nodes.read(officer, `/v1/admin/events?after=${entry.position - 1}&limit=1`)).body;
      expect(items).toEqual([expect.objectContaining({ id: entry.id, network: '127.0.0.1' })]);
      expect(await readsOf(someone)).toBe(3);
      await nodes.read(officer, `/v1/admin/audit?subjectId=${officer.id}&action=users.registered`);
      expect(await readsOf(officer)).toBe(0);
    });

    it('record the read of a network for the user who acted, not for the subject', async () => {
      const [someone, actor] = [await nodes.someone(), await holderOf('privacy-officer')];
      await nodes.read(actor, `/v1/admin/users/${someone.id}`);
      const officer = await withPermissions('audit.read', 'personal.read');
      await nodes.read(officer, `/v1/admin/audit?subjectId=${someone.id}&action=users.personal_data_read`);
      expect([await readsOf(someone), await readsOf(actor)]).toEqual([1, 1]);
    });

    it('get no data when the access cannot be recorded', async () => {
      const officer = await holderOf('privacy-officer');
      await nodes.database.write('RENAME TABLE event_log TO event_log_away');
      const answer = await nodes.read(officer, `${path()}/personal`);
      await nodes.database.write('RENAME TABLE event_log_away TO event_log');
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('Lovelace');
    });
  });

  describe('who make changes', () => {
    it('need personal.write for personal information, and without personal.read get back only what they set', async () => {
      expectProblem(
        await nodes.patch(await withPermissions('users.write'), `${path()}/personal`, { givenName: 'Ada' }),
        'access.not_allowed',
        403,
      );
      const writer = await withPermissions('personal.write');
      const before = await readsOf(user);
      const answer = await nodes.patch(writer, `${path()}/personal`, { givenName: 'Ada' });
      expect([answer.status, answer.body.givenName, answer.body.familyName]).toEqual([200, 'Ada', null]);
      expect(await readsOf(user)).toBe(before);
      expect((await nodes.read(user, '/v1/me/personal')).body).toMatchObject({
        givenName: 'Ada',
        familyName: 'Lovelace',
      });
    });

    it('get back only what they set within an attribute, without personal.read', async () => {
      const access = { write: ['user', 'admin', 'app'] };
      const medical = { type: 'object', additionalProperties: { type: 'string' }, 'x-access': access };
      await asAdmin('PUT', '/v1/admin/attribute-schema', { schema: { properties: { medical } } });
      const patient = await nodes.someone();
      const stored = { diagnosis: 'private', doctor: 'private', notes: 'private' };
      await nodes.patch(patient, '/v1/me/personal', { attributes: { medical: stored } });
      const target = `/v1/admin/users/${patient.id}/personal`;
      const writers = [(await withPermissions('personal.write')).token, await appKey('personal.write')];
      for (const token of writers) {
        const shown = async (attributes: object) =>
          (await nodes.api.call('PATCH', target, { token, body: { attributes } })).body.attributes;
        expect(await shown({ medical: {} })).toEqual({ medical: {} });
        expect(await shown({ medical: { doctor: 'new', notes: null } })).toEqual({ medical: { doctor: 'new' } });
        expect(await shown({ medical: null })).toEqual({});
        expect((await nodes.read(patient, '/v1/me/personal')).body.attributes).toEqual({});
        await nodes.patch(patient, '/v1/me/personal', { attributes: { medical: stored } });
      }
    });

    it('need the permission to read as well, where the answer to a change shows an account or a role', async () => {
      const role = 'shown-role';
      await asAdmin('POST', '/v1/admin/roles', { name: role, description: 'private', permissions: [] });
      for (const [resource, writes, reads] of [
        [path(), 'users.write', 'users.read'],
        [`/v1/admin/roles/${role}`, 'roles.write', 'roles.read'],
      ] as const) {
        const refused = await nodes.patch(await withPermissions(writes), resource, {});
        expectProblem(refused, 'access.not_allowed', 403);
        expect(refused.body.detail).toContain(reads);
        expect((await nodes.patch(await withPermissions(writes, reads), resource, {})).status).toBe(200);
      }
      const byApp = async (...permissions: string[]) =>
        nodes.api.call('PATCH', path(), { token: await appKey(...permissions), body: {} });
      expectProblem(await byApp('users.write'), 'access.not_allowed', 403);
      expect((await byApp('users.write', 'users.read')).status).toBe(200);
    });

    it('need credentials.write to set an address or its verification, and users.write for the rest', async () => {
      const [writer, setter] = [
        await withPermissions('users.read', 'users.write'),
        await withPermissions('users.read', 'users.write', 'credentials.write'),
      ];
      const someone = await nodes.someone();
      const target = `/v1/admin/users/${someone.id}`;
      expect((await nodes.patch(writer, target, { bio: 'Changed' })).status).toBe(200);
      expectProblem(await nodes.patch(writer, target, { emailVerified: true }), 'access.not_allowed', 403);
      expectProblem(await nodes.patch(writer, target, { email: 'x@example.com' }), 'access.not_allowed', 403);
      const set = await nodes.patch(setter, target, { email: 'set-for-you@example.com' });
      expect([set.status, set.body.email]).toEqual([200, 's***@example.com']);
    });
  });
});
