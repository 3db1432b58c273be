import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Controller, Get } from '@nestjs/common';
import { silentRoutes } from '@platform/http/access/silent-routes';
import { routeHandlers } from '@platform/http/route-handlers';
import { createDocument } from '@platform/http/docs/openapi';
import { TestApi, type TestUser } from '@test/support/test-api';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly takesImage: boolean;
}

describe('Who may call what', () => {
  let api: TestApi;
  let user: TestUser;
  let suspended: TestUser;
  let support: TestUser;
  let routes: { open: Route[]; signedIn: Route[]; permission: (Route & { needs: string })[] };

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
    for (const { method, path, name, takesImage } of list) {
      const hasBody = method !== 'GET' && method !== 'DELETE';
      const sent = takesImage ? { raw: 'GIF89a', headers: { 'content-type': 'image/gif' } } : hasBody && { body: {} };
      const { status, body } = await api.call(method, path, { token, ...sent });
      answers.push({ name, status, code: body?.code as string | undefined });
    }
    return answers;
  };

  it('has found routes of all three kinds', () => {
    expect(routes.open.length).toBeGreaterThan(5);
    expect(routes.signedIn.length).toBeGreaterThan(8);
    expect(routes.permission.length).toBeGreaterThan(8);
  });

  it('answers 401 to nobody, on every route that is not for everyone', async () => {
    for (const answer of await calls([...routes.signedIn, ...routes.permission])) {
      expect(answer).toEqual({ name: answer.name, status: 401, code: 'access.not_signed_in' });
    }
  });

  it('answers 401 to a suspended user, on every route that is not for everyone', async () => {
    for (const answer of await calls([...routes.signedIn, ...routes.permission], suspended.token)) {
      expect(answer).toEqual({ name: answer.name, status: 401, code: 'access.session_ended' });
    }
  });

  it('answers 403 to a user without the permission, before even looking at what was sent', async () => {
    for (const answer of await calls(routes.permission, user.token)) {
      expect(answer).toEqual({ name: answer.name, status: 403, code: 'access.not_allowed' });
    }
  });

  it('gives a role what it names and nothing more', async () => {
    const granted = ['users.read', 'audit.read'];
    const others = routes.permission.filter(({ needs }) => !granted.includes(needs));
    for (const answer of await calls(others, support.token)) expect(answer.code).toBe('access.not_allowed');
    const own = routes.permission.filter(({ needs, method }) => granted.includes(needs) && method === 'GET');
    for (const answer of await calls(own, support.token)) expect([200, 404, 422]).toContain(answer.status);
  });

  it('says in the document which routes want a fresh proof of identity', () => {
    const operations = Object.values(createDocument(api.app, '0').paths).flatMap((item) => Object.values(item));
    const wanting = operations.filter((operation) => operation['x-step-up'] === true);
    expect(wanting.map(({ operationId }) => operationId).sort()).toEqual([
      'addPasskey',
      'beginPasskey',
      'beginTotp',
      'changeEmail',
      'changeRole',
      'createRole',
      'deleteRole',
      'makeRecoveryCodes',
      'removePasskey',
      'removeTotp',
      'setUserRoles',
    ]);
  });

  it('would not start with a route that does not say who may call it', () => {
    @Controller('silent')
    class SilentController {
      @Get()
      read() {
        return 'anything';
      }
    }
    const discovery = { getControllers: () => [{ metatype: SilentController }] } as unknown as DiscoveryService;
    const silentOf = (some: DiscoveryService) => silentRoutes(routeHandlers(some, new MetadataScanner()));
    expect(silentOf(discovery)).toEqual(['SilentController.read']);
    expect(silentOf(api.app.get(DiscoveryService))).toEqual([]);
  });
});

function routesOf(document: ReturnType<typeof createDocument>) {
  const open: Route[] = [];
  const signedIn: Route[] = [];
  const permission: (Route & { needs: string })[] = [];
  for (const [template, item] of Object.entries(document.paths)) {
    const path = template.replace(/\{name\}/g, 'nothing').replace(/\{[^}]+\}/g, '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f');
    for (const method of ['get', 'put', 'post', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (!operation) continue;
      const takesImage = JSON.stringify(operation.requestBody ?? {}).includes('image/');
      const route = { method: method.toUpperCase(), path, name: operation.operationId ?? '', takesImage };
      const needs = /Needs the permission `([^`]+)`/.exec(operation.description ?? '')?.[1];
      if (needs) permission.push({ ...route, needs });
      else if (operation.security?.length && !operation.security.some(isNothing)) signedIn.push(route);
      else open.push(route);
    }
  }
  return { open, signedIn, permission };
}

/** One of the ways to come to a route is without anything. */
function isNothing(requirement: object): boolean {
  return Object.keys(requirement).length === 0;
}
