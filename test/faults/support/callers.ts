import { sign } from 'jsonwebtoken';
import { Database } from '@platform/persistence/database';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { TestApi } from '@test/support/test-api';
import { personWithApp } from './scenes/second-factor';
import type { DescribedOperation } from './operations';
import type { Person, World } from './world';

/** What decides whether the product accepts a caller. */
export interface Standing {
  readonly credentials: 'none' | 'foreign token' | 'expired' | 'session ended' | 'valid';
  readonly permissions: readonly string[];
  readonly steppedUp: boolean;
}

export interface Caller extends Standing {
  readonly name: string;
  /** Creates a new caller for each call, because some calls end the caller's own session. */
  create(): Promise<Person | { readonly token: string | undefined }>;
}

/** Every kind of caller, each with the credentials and permissions that the document refers to. */
export function callersOf({ id, audience }: DescribedOperation, api: TestApi, world: World, all: readonly string[]) {
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
      credentials: 'foreign token',
      ...unprivileged,
      create: async () => ({ token: 'x.y.z' }),
    },
    {
      name: 'a refresh token',
      credentials: 'foreign token',
      ...unprivileged,
      create: async () => ({ token: (await world.person()).refreshToken }),
    },
    {
      name: 'a pending MFA sign-in',
      credentials: 'foreign token',
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
  const permissions = audience.kind === 'permission' ? [audience.permission] : [];
  const exact: Caller = {
    ...user,
    name: 'a user with exactly this permission',
    permissions,
    create: () => world.callerOf(id, permissions),
  };
  const stale: Caller = {
    ...exact,
    name: 'a user with this permission and an old step-up',
    steppedUp: false,
    create: async () => withOldStepUp(api, await exact.create()),
  };
  if (audience.kind === 'signed-in') return [...outside, user, stale];
  const others = all.filter((permission) => permission !== audience.permission);
  const lacking: Caller = {
    ...user,
    name: 'a user with every other permission',
    permissions: others,
    create: () => world.staff(others),
  };
  return [...outside, user, lacking, stale, exact];
}

async function withOldStepUp(api: TestApi, person: Person | { token: string | undefined }) {
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
