import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Controller, Get } from '@nestjs/common';
import { allPermissions } from '@platform/http/access/audience';
import { allScopes } from '@platform/http/access/scopes';
import { undeclaredRoutes } from '@platform/http/access/undeclared-routes';
import { routeHandlers } from '@platform/http/routes/route-handlers';
import { createDocument } from '@platform/http/docs/openapi';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/ids/ids';
import { TestApi, type TestUser } from '@test/support/test-api';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly acceptsFile: boolean;
}

describe('The audiences of the routes', () => {
  let api: TestApi;
  let user: TestUser;
  let suspended: TestUser;
  let support: TestUser;
  let routes: { open: Route[]; signedIn: Route[]; permission: (Route & { needs: readonly string[] })[] };

  beforeAll(async () => {
    api = await TestApi.start();
    const admin = await api.administrator();
    [user, suspended, support] = [
      await api.register('plain'),
      await api.register('suspended'),
      await api.register('support-er'),
    ];
    const call = (method: string, path: string, body: object) => api.call(method, path, { token: admin.token, body });
    await call('POST', `/v1/admin/users/${suspended.id}/suspend`, { reason: 'test' });
    await call('PUT', `/v1/admin/users/${support.id}/roles`, { roles: ['support'] });
    routes = routesOf(createDocument(api.app, '0'));
  });
  afterAll(() => api.stop());

  const calls = async (list: Route[], token?: string) => {
    const answers = [];
    for (const { method, path, name, acceptsFile } of list) {
      const hasBody = method !== 'GET' && method !== 'DELETE';
      const sent = acceptsFile ? { raw: 'GIF89a', headers: { 'content-type': 'image/gif' } } : hasBody && { body: {} };
      const { status, body } = await api.call(method, path, { token, ...sent });
      answers.push({ name, status, code: body?.code as string | undefined });
    }
    return answers;
  };

  it('include all three kinds', () => {
    expect(routes.open.length).toBeGreaterThan(5);
    expect(routes.signedIn.length).toBeGreaterThan(8);
    expect(routes.permission.length).toBeGreaterThan(8);
  });

  it('make every route that is not public answer 401 without credentials', async () => {
    for (const answer of await calls([...routes.signedIn, ...routes.permission])) {
      expect(answer).toEqual({ name: answer.name, status: 401, code: 'access.not_signed_in' });
    }
  });

  it('make every route that is not for everyone answer 401 to a suspended user', async () => {
    for (const answer of await calls([...routes.signedIn, ...routes.permission], suspended.token)) {
      expect(answer).toEqual({ name: answer.name, status: 401, code: 'access.session_ended' });
    }
  });

  it('make a route answer 403 to a user without the permission, before it validates the request', async () => {
    for (const answer of await calls(routes.permission, user.token)) {
      expect(answer).toEqual({ name: answer.name, status: 403, code: 'access.not_allowed' });
    }
  });

  it('give a role exactly the permissions that it names', async () => {
    const granted = ['audit.read', 'sessions.end', 'users.read', 'users.suspend'];
    const isGranted = ({ needs }: { needs: readonly string[] }) => needs.every((name) => granted.includes(name));
    const others = routes.permission.filter((route) => !isGranted(route));
    for (const answer of await calls(others, support.token)) expect(answer.code).toBe('access.not_allowed');
    const own = routes.permission.filter((route) => isGranted(route) && route.method === 'GET');
    for (const answer of await calls(own, support.token)) expect([200, 404, 422]).toContain(answer.status);
  });

  it('match the routes that require step-up authentication in the document', () => {
    const operations = Object.values(createDocument(api.app, '0').paths).flatMap((item) => Object.values(item));
    const withStepUp = operations.filter((operation) => operation['x-step-up'] === true);
    expect(withStepUp.map(({ operationId }) => operationId).sort()).toEqual([
      'approveErasure',
      'createApiKey',
      'createPasskey',
      'createPasskeyRegistrationOptions',
      'createRecoveryCodes',
      'createRole',
      'createServiceKey',
      'deleteAccount',
      'deleteAppPermission',
      'deletePasskey',
      'deletePhoneNumber',
      'deleteRole',
      'disableSmsFactor',
      'disableTotp',
      'downloadExport',
      'enableSmsFactor',
      'linkIdentity',
      'requestEmailChange',
      'requestExport',
      'resetUserMfa',
      'revokeServiceKey',
      'setAppPermission',
      'setPhoneNumber',
      'setUserRoles',
      'startTotpSetup',
      'unlinkIdentity',
      'updateRole',
    ]);
  });

  describe('with an API key, or anonymously', () => {
    const IN = { refused: undefined };
    type Expected = { readonly refused: string | undefined };
    let everything: DocumentedRoute[];
    let keys: Record<'every' | 'admin' | 'readOnly' | 'writeOnly' | 'none' | 'app' | 'nothing', string>;

    beforeAll(async () => {
      everything = documentedRoutes(createDocument(api.app, '0'));
      const admin = await api.login('root-of-all@example.com');
      const plain = await api.register('with-keys');
      const make = async (path: string, token: string, rights: object) =>
        (await api.call('POST', path, { token, body: { name: 'a key', ...rights } })).body.key as string;
      const scopes = [...allScopes().keys()];
      const [readScopes, writeScopes] = [scopes.filter(isReadScope), scopes.filter((name) => !isReadScope(name))];
      const permissions = [...allPermissions().keys()];
      keys = {
        every: await make('/v1/me/api-keys', plain.token, { scopes }),
        admin: await make('/v1/me/api-keys', admin.token, { scopes }),
        readOnly: await make('/v1/me/api-keys', admin.token, { scopes: readScopes }),
        writeOnly: await make('/v1/me/api-keys', admin.token, { scopes: writeScopes }),
        none: await make('/v1/me/api-keys', admin.token, { scopes: [] }),
        app: await make('/v1/admin/api-keys', admin.token, { permissions }),
        nothing: await make('/v1/admin/api-keys', admin.token, { permissions: [] }),
      };
    });

    const anonymous = async () => {
      const { body } = await api.call('POST', '/v1/auth/anonymous', { body: {} });
      const sql = 'UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?';
      await api.app.get(Database).write(sql, [idToBytes(body.user.id)]);
      return body.accessToken as string;
    };

    /** The document's answer to a key on this route: rejected with this code, or accepted as far as access goes. */
    const ofOwn = ({ kind, acceptsKeys }: DocumentedRoute, hasScope: boolean, hasPermission: boolean): Expected => {
      if (kind === 'open') return IN;
      if (!acceptsKeys) return { refused: 'access.api_key_not_allowed' };
      if (!hasScope) return { refused: 'access.scope_missing' };
      return kind === 'permission' && !hasPermission ? { refused: 'access.not_allowed' } : IN;
    };
    const isReadScope = (name: string) => name.endsWith(':read');
    const reads = ({ scope = '' }: DocumentedRoute) => isReadScope(scope);
    const hasWriteScope = ({ scope = '' }: DocumentedRoute) => allScopes().has(scope.replace(/:read$/, ':write'));
    const ofApp = ({ kind, acceptsKeys, apps }: DocumentedRoute, hasPermission: boolean): Expected => {
      if (kind === 'open') return IN;
      if (apps !== undefined) return hasPermission ? IN : { refused: 'access.not_allowed' };
      if (kind !== 'permission') return { refused: 'access.users_only' };
      if (!acceptsKeys) return { refused: 'access.api_key_not_allowed' };
      return hasPermission ? IN : { refused: 'access.not_allowed' };
    };
    const ofAnonymous = ({ kind }: DocumentedRoute): Expected =>
      kind === 'permission' ? { refused: 'access.not_allowed' } : IN;

    it.each<[string, () => string | Promise<string>, (route: DocumentedRoute) => Expected]>([
      ["a user's key with every scope", () => keys.every, (route) => ofOwn(route, true, false)],
      ["an administrator's key with every scope", () => keys.admin, (route) => ofOwn(route, true, true)],
      [
        "an administrator's key with every read scope",
        () => keys.readOnly,
        (route) => ofOwn(route, reads(route), true),
      ],
      [
        "an administrator's key with every write scope, which include read scopes",
        () => keys.writeOnly,
        (route) => ofOwn(route, !reads(route) || hasWriteScope(route), true),
      ],
      ["an administrator's key without scopes", () => keys.none, (route) => ofOwn(route, false, true)],
      ['an app with every permission', () => keys.app, (route) => ofApp(route, true)],
      ['an app without permissions', () => keys.nothing, (route) => ofApp(route, false)],
      // A new session each time, because some routes end it.
      ['an anonymous account with an old step-up', anonymous, ofAnonymous],
    ])('accept %s exactly where the document declares it', async (_who, tokenOf, expectedAt) => {
      for (const route of everything) {
        const [answer] = await calls([route], await tokenOf());
        const isRefused = answer?.code?.startsWith('access.') ?? false;
        const found = { name: route.name, refused: isRefused ? answer?.code : undefined };
        expect(found).toEqual({ name: route.name, ...expectedAt(route) });
        expect(answer?.status).toBeLessThan(500);
      }
    });

    it('use only existing scopes, and none for sign-in and credential routes', () => {
      const withKeys = everything.filter(({ acceptsKeys }) => acceptsKeys);
      expect(withKeys.length).toBeGreaterThan(15);
      for (const { scope } of withKeys) expect(allScopes().has(scope ?? '')).toBe(true);
      const own = withKeys.filter(({ kind }) => kind === 'signed-in').map(({ name }) => name);
      const listed = readFileSync(join(__dirname, 'api-key-operations.txt'), 'utf8').trim().split('\n');
      // A new operation for API keys is added to the list by hand, so that a reviewer sees it.
      expect(own.sort()).toEqual(listed);
    });
  });

  it('prevent the start of a route that does not declare one', () => {
    @Controller('silent')
    class SilentController {
      @Get()
      read() {
        return 'anything';
      }
    }
    const discovery = { getControllers: () => [{ metatype: SilentController }] } as unknown as DiscoveryService;
    const silentOf = (some: DiscoveryService) => undeclaredRoutes(routeHandlers(some, new MetadataScanner()));
    expect(silentOf(discovery)).toEqual(['SilentController.read']);
    expect(silentOf(api.app.get(DiscoveryService))).toEqual([]);
  });
});

function routesOf(document: ReturnType<typeof createDocument>) {
  const open: Route[] = [];
  const signedIn: Route[] = [];
  const permission: (Route & { needs: readonly string[] })[] = [];
  for (const [template, item] of Object.entries(document.paths)) {
    const path = template.replace(/\{name\}/g, 'nothing').replace(/\{[^}]+\}/g, '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f');
    for (const method of ['get', 'put', 'post', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (!operation) continue;
      const acceptsFile = JSON.stringify(operation.requestBody ?? {}).includes('binary');
      const route = { method: method.toUpperCase(), path, name: operation.operationId ?? '', acceptsFile };
      const needs = operation.security?.[0]?.accessToken ?? [];
      if (needs.length > 0) permission.push({ ...route, needs });
      else if (operation.security?.length && !operation.security.some(isNothing)) signedIn.push(route);
      else open.push(route);
    }
  }
  return { open, signedIn, permission };
}

interface DocumentedRoute extends Route {
  readonly kind: 'open' | 'recognises' | 'signed-in' | 'permission';
  readonly acceptsKeys: boolean;
  readonly scope: string | undefined;
  /** The permission with which the key of another backend may call a route for users. */
  readonly apps: string | undefined;
}

interface DocumentedEntry {
  readonly operationId?: string;
  readonly security?: object[];
  readonly 'x-scope'?: string;
  readonly 'x-apps'?: string;
}

/** Every route with what its entry in the document declares about keys. New routes are covered automatically. */
function documentedRoutes(document: ReturnType<typeof createDocument>): DocumentedRoute[] {
  const { open, signedIn, permission } = routesOf(document);
  const entries = new Map(
    Object.values(document.paths)
      .flatMap((item) => Object.values(item) as DocumentedEntry[])
      .map((entry) => [entry.operationId ?? '', entry]),
  );
  const described = (kind: DocumentedRoute['kind']) => (route: Route) => {
    const { security = [], 'x-scope': scope, 'x-apps': apps } = entries.get(route.name) ?? {};
    const audience = security.length === 0 ? 'open' : 'recognises';
    const acceptsKeys = security.some((way) => 'apiKey' in way);
    return { ...route, kind: kind === 'open' ? audience : kind, acceptsKeys, scope, apps } as const;
  };
  return [
    ...open.map(described('open')),
    ...signedIn.map(described('signed-in')),
    ...permission.map(described('permission')),
  ];
}

/** One of the security requirements of the route is empty. */
function isNothing(requirement: object): boolean {
  return Object.keys(requirement).length === 0;
}
