import { sign } from 'jsonwebtoken';
import { Database } from '@platform/persistence/database';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { TestApi } from '@test/support/test-api';
import { personWithApp } from './scenes/second-factor';
import type { DescribedOperation } from './operations';
import type { Person, World } from './world';

/** What the product must know about whoever is calling. */
export interface Standing {
  readonly credentials: 'none' | 'no token of ours' | 'over' | 'ended' | 'good';
  readonly permissions: readonly string[];
  readonly steppedUp: boolean;
}

export interface Caller extends Standing {
  readonly name: string;
  /** Made anew for each call: some calls end the caller's own session. */
  arrive(): Promise<Person | { readonly token: string | undefined }>;
}

/** Everybody who may knock at this operation, each with what the document's word about it makes of them. */
export function callersOf({ id, audience }: DescribedOperation, api: TestApi, world: World, all: readonly string[]) {
  const nobody = { permissions: [], steppedUp: false };
  const outside: Caller[] = [
    { name: 'nobody', credentials: 'none', ...nobody, arrive: async () => ({ token: undefined }) },
    { name: 'garbage', credentials: 'no token of ours', ...nobody, arrive: async () => ({ token: 'x.y.z' }) },
    {
      name: 'a refresh token',
      credentials: 'no token of ours',
      ...nobody,
      arrive: async () => ({ token: (await world.person()).refreshToken }),
    },
    {
      name: 'somebody half signed in',
      credentials: 'no token of ours',
      ...nobody,
      arrive: async () => ({ token: (await (await personWithApp(api, world)).begin()).body.mfaToken as string }),
    },
    {
      name: 'an old token',
      credentials: 'over',
      ...nobody,
      arrive: async () => ({ token: aged(api, world.admin.token) }),
    },
    { name: 'a suspended user', credentials: 'ended', ...nobody, arrive: () => world.suspended() },
    { name: 'somebody who signed out', credentials: 'ended', ...nobody, arrive: () => world.signedOut() },
  ];
  const user: Caller = {
    name: 'a user',
    credentials: 'good',
    permissions: [],
    steppedUp: true,
    arrive: () => world.callerOf(id, []),
  };
  if (audience.kind === 'everyone') return [...outside, user];
  const permissions = audience.kind === 'permission' ? [audience.permission] : [];
  const exact: Caller = {
    ...user,
    name: 'exactly this right',
    permissions,
    arrive: () => world.callerOf(id, permissions),
  };
  const stale: Caller = {
    ...exact,
    name: 'this right, proven long ago',
    steppedUp: false,
    arrive: async () => provenLongAgo(api, await exact.arrive()),
  };
  if (audience.kind === 'signed-in') return [...outside, user, stale];
  const others = all.filter((permission) => permission !== audience.permission);
  const lacking: Caller = {
    ...user,
    name: 'every right but this',
    permissions: others,
    arrive: () => world.staff(others),
  };
  return [...outside, user, lacking, stale, exact];
}

async function provenLongAgo(api: TestApi, person: Person | { token: string | undefined }) {
  const userId = Buffer.from(('id' in person ? person.id : '').replaceAll('-', ''), 'hex');
  const sql = 'UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?';
  await api.app.get(Database).write(sql, [userId]);
  return person;
}

/** The same token, had it been signed an hour earlier. */
function aged(api: TestApi, token: string): string {
  const read = (part: number) => JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString());
  const { privateKey } = api.app.get(Keyring).current('signing');
  if (!privateKey) throw new Error('The signing key has no private part.');
  const claims = { ...read(1), iat: read(1).iat - 3600, exp: read(1).exp - 3600 };
  return sign(claims, privateKey, { algorithm: 'ES256', header: read(0) });
}
