import { sign } from 'jsonwebtoken';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/ids/ids';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { TestApi } from '@test/support/test-api';
import { personWithApp } from './scenes/second-factor';
import { allows, type Standing } from './matrix';
import type { DescribedOperation } from './operations';
import type { Person, World } from './world';

export interface Caller extends Standing {
  readonly name: string;
  /** Creates a new caller for each call, because some calls end the caller's own session. */
  create(): Promise<Credentials>;
}

/** `key`: an API key that the person uses instead of the token. */
export type KnownPerson = Person & { readonly key?: string };
export type Credentials = KnownPerson | { readonly token: string | undefined };

/** All permissions and all scopes. */
export interface Rights {
  readonly permissions: readonly string[];
  readonly scopes: readonly string[];
}

/** Every kind of caller, each with the credentials and permissions that the document refers to. */
export function callersOf({ id, audience }: DescribedOperation, api: TestApi, world: World, all: Rights) {
  const unprivileged = { permissions: [], steppedUp: false };
  const outside: Caller[] = [
    {
      name: 'an unauthenticated caller',
      credentials: 'none',
      ...unprivileged,
      create: async () => ({ token: undefined }),
    },
    {
      name: 'an invalid token',
      credentials: 'invalid token',
      ...unprivileged,
      create: async () => ({ token: 'x.y.z' }),
    },
    {
      name: 'a refresh token',
      credentials: 'invalid token',
      ...unprivileged,
      create: async () => ({ token: (await world.person()).refreshToken }),
    },
    {
      name: 'a pending MFA sign-in',
      credentials: 'invalid token',
      ...unprivileged,
      create: async () => ({ token: (await (await personWithApp(api, world)).begin()).body.mfaToken as string }),
    },
    {
      name: 'an expired token',
      credentials: 'expired',
      ...unprivileged,
      create: async () => ({ token: expired(api, world.admin.token) }),
    },
    { name: 'a suspended user', credentials: 'session ended', ...unprivileged, create: () => world.suspended() },
    { name: 'a user who signed out', credentials: 'session ended', ...unprivileged, create: () => world.signedOut() },
  ];
  const user: Caller = {
    name: 'a user',
    credentials: 'valid',
    permissions: [],
    steppedUp: true,
    create: () => world.callerOf(id, []),
  };
  if (audience.kind === 'everyone') return [...outside, user];
  const permissions = audience.kind === 'permission' ? audience.permissions : [];
  const exact: Caller = {
    ...user,
    name: 'a user with exactly these permissions',
    permissions,
    create: () => world.callerOf(id, permissions),
  };
  const stale: Caller = {
    ...exact,
    name: 'a user with these permissions and an old step-up',
    steppedUp: false,
    create: async () => withOldStepUp(api, await exact.create()),
  };
  const keys = keysOf(exact, audience.scope, all.scopes, api, world);
  if (audience.kind === 'signed-in') return [...outside, user, stale, ...keys];
  const lacking = audience.permissions.map((missing): Caller => {
    const others = all.permissions.filter((permission) => permission !== missing);
    const name = `a user with every permission except ${missing}`;
    return { ...user, name, permissions: others, create: () => world.staff(others) };
  });
  return [...outside, user, ...lacking, stale, exact, ...keys];
}

/** The API keys of a caller: one with each scope that allows the operation, and one with all other scopes. */
function keysOf(
  caller: Caller,
  scope: string | undefined,
  all: readonly string[],
  api: TestApi,
  world: World,
): Caller[] {
  if (scope === undefined) return [];
  const withKey = (scopes: readonly string[]): Caller => ({
    ...caller,
    name: `${caller.name} and a key with ${scopes.join(', ')}`,
    scopes,
    create: async () => {
      const person = (await caller.create()) as Person;
      return { ...person, key: await usedKey(api, world, person, scopes) };
    },
  });
  const enough = all.filter((held) => allows(held, scope));
  const others = all.filter((held) => !enough.includes(held));
  return [...enough.map((held) => withKey([held])), withKey(others)];
}

/** Its last use is recorded already, so that a call changes nothing in the table of keys. */
async function usedKey(api: TestApi, world: World, person: Person, scopes: readonly string[]): Promise<string> {
  const { id, key } = await world.keyOf(person, scopes);
  const sql = 'UPDATE auth_api_key SET last_used_at = UTC_TIMESTAMP(3) WHERE id = ?';
  await api.app.get(Database).write(sql, [idToBytes(id)]);
  return key;
}

async function withOldStepUp(api: TestApi, person: Credentials) {
  const userId = Buffer.from(('id' in person ? person.id : '').replaceAll('-', ''), 'hex');
  const sql = 'UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?';
  await api.app.get(Database).write(sql, [userId]);
  return person;
}

/** The same token, as if it had been signed an hour earlier. */
function expired(api: TestApi, token: string): string {
  const read = (part: number) => JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString());
  const { privateKey } = api.app.get(Keyring).current('signing');
  if (!privateKey) throw new Error('The signing key has no private part.');
  const claims = { ...read(1), iat: read(1).iat - 3600, exp: read(1).exp - 3600 };
  return sign(claims, privateKey, { algorithm: 'ES256', header: read(0) });
}
