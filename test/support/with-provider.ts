import { Browser, codeIn, type Returned } from './browser';
import { OpenIdProvider } from './openid-provider';
import { idToBytes } from '@platform/ids/ids';
import type { Answer, TestApi, TestUser } from './test-api';
import { startWithMail, type NodesWithMail } from './with-mail';

/** In the subject of the mail. */
export const LINKED = 'A sign-in provider was linked to';

export type Claims = Readonly<Record<string, unknown>>;

/** Two nodes, and a provider they take for Google and for others. */
export interface NodesWithProvider extends NodesWithMail {
  readonly provider: OpenIdProvider;
  /** Somebody nobody has met yet, with an address the provider stands for. */
  newPerson(more?: Claims): Claims & { sub: string; email: string };
  exchange(back: Returned, more?: object, node?: TestApi): Promise<Answer>;
  /** The whole way in of whoever is signed in at the provider. */
  comes(person: Claims, way?: string): Promise<Answer>;
  /** The same up to the code; `purpose=link` by `more`. */
  travels(person: Claims, way?: string, more?: Record<string, string>): Promise<Returned>;
  /** Somebody with a password, whose address is proven. */
  owner(): Promise<TestUser>;
  identitiesOf(user: TestUser): Promise<any[]>; // tests look into answers of every shape
  /** Until a mail of this subject has come, whatever else is mailed to them. */
  mailed(address: string, subject: string): Promise<void>;
  /** How many rows there are of accounts, of identities and of sessions. */
  counts(): Promise<number[]>;
}

export async function startWithProvider(overrides: NodeJS.ProcessEnv = {}): Promise<NodesWithProvider> {
  const provider = await OpenIdProvider.start();
  const nodes = await startWithMail({ ...provider.env, ...overrides });
  let counter = 0;
  const exchange = (back: Returned, more: object = {}, node = nodes.api) =>
    nodes.post('/v1/auth/exchange', { code: codeIn(back), codeVerifier: back.verifier, ...more }, undefined, node);
  const travels = async (person: Claims, way = 'google', more: Record<string, string> = {}) => {
    await provider.is({ claims: person });
    return new Browser(nodes.api).travel(way, more);
  };
  return {
    ...nodes,
    provider,
    exchange,
    travels,
    newPerson(more = {}) {
      const n = ++counter;
      return { sub: `subject-${n}`, email: `person-${n}@example.com`, email_verified: true, ...more };
    },
    comes: async (person, way) => exchange(await travels(person, way)),
    async owner() {
      const user = await nodes.api.register(`owner-${++counter}`);
      await nodes.database.write('UPDATE users_account SET email_verified = 1 WHERE id = ?', [idToBytes(user.id)]);
      return user;
    },
    identitiesOf: async (user) => (await nodes.read(user, '/v1/me/identities')).body.items,
    async mailed(address, subject) {
      while (!(await nodes.mails.mailTo(address)).subject.includes(subject));
    },
    counts: async () => {
      const all = [];
      for (const table of ['users_account', 'identities_identity', 'auth_session']) {
        const row = await nodes.database.row<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
        all.push(Number(row?.n));
      }
      return all;
    },
    async stop() {
      await nodes.stop();
      await provider.stop();
    },
  };
}
