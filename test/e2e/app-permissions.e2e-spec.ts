import { allPermissions } from '@platform/http/access/audience';
import { expectProblem } from '@test/support/expect-problem';
import type { Answer, TestUser } from '@test/support/test-api';
import { faultsOf, startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

const PERMISSIONS = '/v1/admin/permissions';
const ROLES = '/v1/admin/roles';

describe('Permissions and claims that an app adds to roles', () => {
  let nodes: TwoNodes;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterAll(() => nodes.stop());

  const admin = (method: string, path: string, body?: object, node = nodes.api) =>
    node.call(method, path, { token: nodes.admin.token, body });
  const permission = async (): Promise<string> => {
    const name = `shop.action-${++counter}`;
    expect((await admin('PUT', `${PERMISSIONS}/${name}`, { meaning: 'An action' })).status).toBe(200);
    return name;
  };
  const role = (more: object) =>
    admin('POST', ROLES, { name: `app-role-${++counter}`, description: '', permissions: [], ...more });
  const claimsIn = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).claims as unknown;
  const refreshed = async (user: TestUser): Promise<string> => {
    const { body } = await nodes.other.call('POST', '/v1/auth/refresh', { body: { refreshToken: user.refreshToken } });
    return body.accessToken as string;
  };

  describe('custom permissions', () => {
    it('are held by roles and by keys of backends, and listed with those of the product', async () => {
      const name = await permission();
      const made = await role({ permissions: [name, 'users.read'] });
      expect([made.status, made.body.permissions]).toEqual([201, [name, 'users.read']]);
      const key = await admin('POST', '/v1/admin/api-keys', { name: 'A backend', permissions: [name] });
      expect([key.status, key.body.permissions]).toEqual([201, [name]]);
      const { permissions } = (await admin('GET', ROLES)).body;
      expect(permissions).toContainEqual({ name, meaning: 'An action', definedBy: 'app' });
      expect(permissions).toContainEqual(expect.objectContaining({ name: 'users.read', definedBy: 'product' }));
      expect((await admin('GET', PERMISSIONS)).body.items).toContainEqual({ name, meaning: 'An action' });
    });

    it('get a new description from another definition', async () => {
      const name = await permission();
      expect((await admin('PUT', `${PERMISSIONS}/${name}`, { meaning: 'Another' })).body).toEqual({
        name,
        meaning: 'Another',
      });
    });

    it.each(['users.everything', 'content.moderate', 'userkeep.any'])(
      'cannot be called %s, which could be a permission of the product',
      async (name) => {
        const answer = await admin('PUT', `${PERMISSIONS}/${name}`, { meaning: 'x' });
        expect(faultsOf(answer)).toEqual([422, '/name roles.reserved_permission']);
      },
    );

    it.each(['shop', 'Shop.Refund', 'shop..x', '*', `shop.${'x'.repeat(60)}`])('cannot be called %s', async (name) => {
      const answer = await admin('PUT', `${PERMISSIONS}/${encodeURIComponent(name)}`, { meaning: 'x' });
      expect(faultsOf(answer)).toEqual([422, '/name field.bad_format']);
    });

    it('cannot be removed while a role or a key holds them', async () => {
      const [ofRole, ofKey, free] = [await permission(), await permission(), await permission()];
      await role({ permissions: [ofRole] });
      await admin('POST', '/v1/admin/api-keys', { name: 'A backend', permissions: [ofKey] });
      const remove = (name: string) => admin('DELETE', `${PERMISSIONS}/${name}`, undefined, nodes.other);
      for (const name of [ofRole, ofKey]) expectProblem(await remove(name), 'roles.permission_in_use', 409);
      expect((await remove(free)).status).toBe(204);
      expectProblem(await remove(free), 'request.not_found', 404);
      expect(faultsOf(await role({ permissions: [free, 'no.such', 'users.read'] }))).toEqual([
        422,
        '/permissions/0 roles.unknown_permission',
        '/permissions/1 roles.unknown_permission',
      ]);
    });

    it('are either removed or granted, when both happen at the same time', async () => {
      for (let round = 0; round < 5; round++) {
        const name = await permission();
        const [removed, given] = await Promise.all([
          admin('DELETE', `${PERMISSIONS}/${name}`, undefined, nodes.other),
          role({ permissions: [name] }),
        ]);
        const outcomes = [removed.status, given.status];
        expect([
          [204, 422],
          [409, 201],
        ]).toContainEqual(outcomes);
      }
    });

    it('can be granted only by users who hold them', async () => {
      const name = await permission();
      await role({ name: 'role-giver', permissions: ['roles.read', 'roles.write'] });
      const owner_ = await nodes.someone();
      await admin('PUT', `/v1/admin/users/${owner_.id}/roles`, { roles: ['role-giver'] });
      const body = { name: 'beyond', description: '', permissions: [name] };
      expectProblem(
        await nodes.api.call('POST', ROLES, { token: owner_.token, body }),
        'roles.exceeds_own_permissions',
        403,
      );
    });

    it('protect an account from staff who lack them, regardless of other permissions of the staff', async () => {
      const holderOf = async (permissions: string[]) => {
        const user = await nodes.someone();
        const { body } = await role({ permissions });
        await admin('PUT', `/v1/admin/users/${user.id}/roles`, { roles: [body.name] });
        return user;
      };
      const own = [...allPermissions().keys()];
      const [staff, clerk, other] = [
        await holderOf(own),
        await holderOf([await permission()]),
        await holderOf(['users.read']),
      ];
      const take = (user: TestUser) => nodes.patch(staff, `/v1/admin/users/${user.id}`, { bio: 'Taken over' });
      const suspend = (user: TestUser) => {
        const body = { reason: 'x' };
        return nodes.api.call('POST', `/v1/admin/users/${user.id}/suspend`, { token: staff.token, body });
      };
      for (const action of [take, suspend]) {
        expectProblem(await action(clerk), 'users.account_has_more_rights', 403);
        expect((await action(other)).status).toBeLessThan(300);
      }
    });
  });

  describe('claims in access tokens', () => {
    const holderOf = async (...claims: object[]): Promise<TestUser> => {
      const user = await nodes.someone();
      const roles: string[] = [];
      for (const one of claims) roles.push((await role({ claims: one })).body.name as string);
      await admin('PUT', `/v1/admin/users/${user.id}/roles`, { roles });
      return user;
    };
    const cleared = async () => {
      const { items } = (await admin('GET', ROLES)).body as { items: { name: string; builtIn: boolean }[] };
      for (const { name, builtIn } of items) if (!builtIn) await admin('PATCH', `${ROLES}/${name}`, { claims: {} });
    };
    afterEach(cleared);

    it('are in the next token of a holder, and not in tokens of others', async () => {
      const user = await holderOf({ plan: 'pro', seats: 5, regions: ['eu'] });
      expect(claimsIn(user.token)).toBeUndefined();
      expect(claimsIn(await refreshed(user))).toEqual({ plan: 'pro', seats: 5, regions: ['eu'] });
      expect(claimsIn((await nodes.someone()).token)).toBeUndefined();
    });

    it('of several roles are merged, and lists are joined', async () => {
      const user = await holderOf({ plan: 'basic', regions: ['eu'] }, { plan: 'pro', regions: ['us'] });
      expect(claimsIn(await refreshed(user))).toEqual({ plan: 'pro', regions: ['eu', 'us'] });
    });

    it('cannot replace registered claims of the token', async () => {
      const user = await holderOf({ sub: nodes.admin.id, roles: ['admin'] });
      const token = await refreshed(user);
      expect((await nodes.api.call('GET', '/v1/me', { token })).body.id).toBe(user.id);
      expectProblem(await nodes.api.call('GET', ROLES, { token }), 'access.not_allowed', 403);
    });

    it('must have simple names and values', async () => {
      const answer = await role({ claims: { plan: { name: 'pro' }, 'not a name': 1, fine: true } });
      expect(faultsOf(answer)).toEqual([422, '/claims/plan roles.bad_claim', '/claims/not a name roles.bad_claim']);
    });

    it('are limited to one kibibyte over all roles, even when defined concurrently', async () => {
      const half = { text: 'x'.repeat(590) };
      const answers = await Promise.all([role({ claims: half }), role({ claims: half }), role({ claims: half })]);
      const refused = answers.filter(({ status }) => status === 422);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(refused.map((answer: Answer) => faultsOf(answer)[1])).toEqual(
        Array(2).fill('/claims roles.claims_too_large'),
      );
    });
  });
});
