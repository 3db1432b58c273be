import { Browser, codeIn, type Returned } from './browser';
import { OpenIdProvider } from './openid-provider';
import { idToBytes } from '@platform/ids/ids';
import type { Answer, TestApi, TestUser } from './test-api';
import { startWithMail, type NodesWithMail } from './with-mail';

/** Part of the subject of the mail. */
export const LINKED = 'A sign-in provider was linked to';

export type Claims = Readonly<Record<string, unknown>>;

/** Two nodes, and an OpenID provider that they use as Google and as other providers. */
export interface NodesWithProvider extends NodesWithMail {
  readonly provider: OpenIdProvider;
  /** The claims of a new user, with a verified address. */
  newPerson(more?: Claims): Claims & { sub: string; email: string };
  exchange(returned: Returned, more?: object, node?: TestApi): Promise<Answer>;
  /** Signs in with the provider as the user with these claims. */
  signInWithProvider(person: Claims, way?: string): Promise<Answer>;
  /** The same up to the code; `more` may contain `purpose: 'link'`. */
  obtainCode(person: Claims, way?: string, more?: Record<string, string>): Promise<Returned>;
  /** A user with a password and a verified address. */
  owner(): Promise<TestUser>;
  identitiesOf(user: TestUser): Promise<any[]>; // tests read answers of every shape
  /** Waits for a mail with this subject, and ignores other mails to the address. */
  untilMailed(address: string, subject: string): Promise<void>;
  /** The numbers of accounts, identities and sessions. */
  counts(): Promise<number[]>;
}

export async function startWithProvider(overrides: NodeJS.ProcessEnv = {}): Promise<NodesWithProvider> {
  const provider = await OpenIdProvider.start();
  const nodes = await startWithMail({ ...provider.env, ...overrides });
  let counter = 0;
  const exchange = (returned: Returned, more: object = {}, node = nodes.api) =>
    nodes.post(
      '/v1/auth/exchange',
      { code: codeIn(returned), codeVerifier: returned.verifier, ...more },
      undefined,
      node,
    );
  const obtainCode = async (person: Claims, way = 'google', more: Record<string, string> = {}) => {
    await provider.behave({ claims: person });
    return new Browser(nodes.api).signIn(way, more);
  };
  return {
    ...nodes,
    provider,
    exchange,
    obtainCode,
    newPerson(more = {}) {
      const n = ++counter;
      return { sub: `subject-${n}`, email: `person-${n}@example.com`, email_verified: true, ...more };
    },
    signInWithProvider: async (person, way) => exchange(await obtainCode(person, way)),
    async owner() {
      const user = await nodes.api.register(`owner-${++counter}`);
      await nodes.database.write('UPDATE users_account SET email_verified = 1 WHERE id = ?', [idToBytes(user.id)]);
      return user;
    },
    identitiesOf: async (user) => (await nodes.read(user, '/v1/me/identities')).body.items,
    async untilMailed(address, subject) {
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
