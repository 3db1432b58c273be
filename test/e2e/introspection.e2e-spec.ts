import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';

const INTROSPECT = '/v1/auth/introspect';

describe('The introspection of a token', () => {
  let nodes: TwoNodes;
  let backend: string;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    backend = await appKey(['tokens.introspect']);
  });
  afterAll(() => nodes.stop());

  const appKey = async (permissions: string[]): Promise<string> => {
    const body = { name: 'A backend', permissions };
    return (await nodes.api.call('POST', '/v1/admin/api-keys', { token: nodes.admin.token, body })).body.key as string;
  };
  const introspect = async (token: string, node = nodes.other) => {
    const answer = await node.call('POST', INTROSPECT, { token: backend, body: { token } });
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const asAdmin = async (method: string, path: string, body?: object) => {
    const { status } = await nodes.api.call(method, path, { token: nodes.admin.token, body });
    expect([200, 204]).toContain(status);
  };

  it('returns the claims of a valid access token', async () => {
    const user = await nodes.someone({ username: 'introspected' });
    const claims = JSON.parse(Buffer.from(user.token.split('.')[1] ?? '', 'base64url').toString());
    expect(await introspect(user.token)).toEqual({
      active: true,
      token_type: 'access_token',
      username: 'introspected',
      permissions: [],
      claims: {},
      ...claims,
    });
  });

  const endings: [string, (user: TestUser) => Promise<unknown>][] = [
    ['its session was signed out', ({ token }) => nodes.api.call('POST', '/v1/auth/logout', { token })],
    ['its user was suspended', ({ id }) => asAdmin('POST', `/v1/admin/users/${id}/suspend`, { reason: 'A test.' })],
    [
      'the password was changed in another session',
      async ({ email }) => {
        const { token } = await nodes.api.login(email);
        const body = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
        await nodes.api.call('POST', '/v1/me/password', { token, body });
      },
    ],
    [
      'its session expired',
      ({ id }) =>
        nodes.database.write('UPDATE auth_session SET expires_at = UTC_TIMESTAMP(3) WHERE user_id = ?', [
          idToBytes(id),
        ]),
    ],
  ];
  it.each(endings)('reports only that it is not active once %s', async (_what, end) => {
    const user = await nodes.someone();
    expect((await introspect(user.token)).active).toBe(true);
    await end(user);
    for (const node of [nodes.api, nodes.other]) expect(await introspect(user.token, node)).toEqual({ active: false });
  });

  it('gives the same answer for every invalid token', async () => {
    const user = await nodes.someone();
    const { mfaToken } = await (async () => {
      await setUpApp(nodes, user);
      const body = { email: user.email, password: PASSWORD };
      return (await nodes.api.call('POST', '/v1/auth/login', { body })).body as { mfaToken: string };
    })();
    const [head, , signature] = user.token.split('.');
    const forged = Buffer.from(JSON.stringify({ sub: nodes.admin.id })).toString('base64url');
    const wrong = ['x', `${user.token}x`, `${head}.${forged}.${signature}`, user.refreshToken, mfaToken, 'uk_x'];
    for (const token of wrong) expect(await introspect(token)).toEqual({ active: false });
  });

  it('answers with the current roles, permissions and claims, not those at the time of issue', async () => {
    const user = await nodes.someone();
    await asAdmin('PUT', '/v1/admin/permissions/shop.refund', { meaning: 'Refund an order' });
    const role = { name: 'shop-clerk', description: '', permissions: ['shop.refund'], claims: { plan: 'pro' } };
    await nodes.api.call('POST', '/v1/admin/roles', { token: nodes.admin.token, body: role });
    await asAdmin('PUT', `/v1/admin/users/${user.id}/roles`, { roles: ['shop-clerk'] });
    expect(await introspect(user.token)).toMatchObject({
      active: true,
      roles: ['shop-clerk'],
      permissions: ['shop.refund'],
      claims: { plan: 'pro' },
    });
  });

  it('recognises API keys of users and of backends, with their scopes and those that these include', async () => {
    const user = await nodes.someone();
    const body = { name: 'A key', scopes: ['profile:write', 'activity:read'] };
    const { key, id } = (await nodes.api.call('POST', '/v1/me/api-keys', { token: user.token, body })).body;
    expect(await introspect(key)).toMatchObject({
      active: true,
      token_type: 'api_key',
      client_id: id,
      sub: user.id,
      scope: 'activity:read profile:read profile:write',
      permissions: [],
    });
    expect(await introspect(await appKey(['users.read']))).toEqual({
      active: true,
      token_type: 'api_key',
      client_id: expect.any(String),
      permissions: ['users.read'],
    });
    await nodes.api.call('DELETE', `/v1/me/api-keys/${id}`, { token: user.token });
    expect(await introspect(key)).toEqual({ active: false });
  });

  it('returns the roles of the user of a key only if the key may use them', async () => {
    const made = async (scopes: string[]) => {
      const body = { name: 'A key', scopes };
      return (await nodes.api.call('POST', '/v1/me/api-keys', { token: nodes.admin.token, body })).body.key as string;
    };
    expect(await introspect(await made(['profile:read']))).toMatchObject({ roles: [], permissions: [], claims: {} });
    const administering = await introspect(await made(['admin:read']));
    expect(administering.roles).toEqual(['admin']);
    expect(administering.permissions).toContain('users.read');
  });

  it('accepts the form that RFC 7662 describes, and rejects one with a repeated field', async () => {
    const user = await nodes.someone();
    const form = (raw: string) =>
      nodes.api.call('POST', INTROSPECT, {
        token: backend,
        raw,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const answer = await form(new URLSearchParams({ token: user.token, token_type_hint: 'access_token' }).toString());
    expect([answer.status, answer.body.sub]).toEqual([200, user.id]);
    expectProblem(await form(`token=a&token=b`), 'request.malformed', 400);
    expectProblem(await form(`token=%FF`), 'request.malformed', 400);
    expectProblem(await form(`hint=a`), 'request.invalid', 422);
  });

  it('is the only route that accepts a form', async () => {
    const answer = await nodes.api.call('POST', '/v1/auth/login', {
      raw: 'email=a%40example.com&password=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expectProblem(answer, 'request.unsupported_media_type', 415);
  });

  it('requires a caller with the permission', async () => {
    const user = await nodes.someone();
    const body = { token: user.token };
    expectProblem(await nodes.api.call('POST', INTROSPECT, { body }), 'access.not_signed_in', 401);
    expectProblem(await nodes.api.call('POST', INTROSPECT, { token: user.token, body }), 'access.not_allowed', 403);
    const token = await appKey(['users.read']);
    expectProblem(await nodes.api.call('POST', INTROSPECT, { token, body }), 'access.not_allowed', 403);
  });
});
