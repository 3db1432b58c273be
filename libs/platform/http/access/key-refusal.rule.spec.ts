import type { AppPrincipal, KeyPrincipal } from '@platform/access/principal';
import type { ApiKeyId, UserId } from '@platform/ids/ids';
import type { Audience } from './audience';
import { keyRefusal, scopeOf, takesKeys } from './key-refusal.rule';
import { ADMIN_READ, ADMIN_WRITE } from './scopes';

const permissions = new Set(['users.read']);
const app: AppPrincipal = { kind: 'app', keyId: 'a' as ApiKeyId, roles: [], permissions };
const keyWith = (...scopes: string[]): KeyPrincipal => ({
  kind: 'user',
  userId: 'u' as UserId,
  roles: [],
  permissions,
  key: { id: 'k' as ApiKeyId, scopes: new Set(scopes) },
});

const open: Audience = { kind: 'everyone', recognises: true };
const own: Audience = { kind: 'signed-in', stepUp: false };
const sensitive: Audience = { kind: 'signed-in', stepUp: true };
const scoped: Audience = { kind: 'signed-in', stepUp: false, scope: 'profile:read' };
const admin: Audience = { kind: 'permission', permissions: ['users.read'], stepUp: false };
const dangerous: Audience = { kind: 'permission', permissions: ['users.read'], stepUp: true };

const everyScope = keyWith('profile:read', ADMIN_READ, ADMIN_WRITE);

describe('An API key', () => {
  it.each([
    [
      'a public route that recognises users',
      open,
      'access.users_only',
      'access.api_key_not_allowed',
      'access.api_key_not_allowed',
    ],
    ['a route for users', own, 'access.users_only', 'access.api_key_not_allowed', 'access.api_key_not_allowed'],
    [
      'a sensitive route for users',
      sensitive,
      'access.users_only',
      'access.api_key_not_allowed',
      'access.api_key_not_allowed',
    ],
    ['a route with a scope', scoped, 'access.users_only', undefined, 'access.scope_missing'],
    ['a route for a permission', admin, undefined, undefined, 'access.scope_missing'],
    [
      'a sensitive one',
      dangerous,
      'access.api_key_not_allowed',
      'access.api_key_not_allowed',
      'access.api_key_not_allowed',
    ],
  ] as const)('at %s', (_name, audience, ofApp, ofEveryScope, ofNoScope) => {
    const codes = [app, everyScope, keyWith()].map((caller) => keyRefusal(audience, caller, 'GET')?.code);
    expect(codes).toEqual([ofApp, ofEveryScope, ofNoScope]);
  });

  it('with a scope to read as an administrator cannot make changes, nor the reverse', () => {
    expect(keyRefusal(admin, keyWith(ADMIN_READ), 'PATCH')?.code).toBe('access.scope_missing');
    expect(keyRefusal(admin, keyWith(ADMIN_WRITE), 'GET')?.code).toBe('access.scope_missing');
    expect(keyRefusal(admin, keyWith(ADMIN_WRITE), 'DELETE')).toBeUndefined();
  });

  it('is accepted only by routes that name a scope', () => {
    expect([open, own, sensitive, scoped, admin, dangerous].map(takesKeys)).toEqual([
      false,
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(scopeOf(dangerous, 'GET')).toBeUndefined();
    expect(scopeOf(scoped, 'GET')).toBe('profile:read');
  });
});
