import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { SoftwareAuthenticator, type Misbehaviour } from './software-authenticator';
import type { Answer, TestApi, TestUser } from './test-api';
import type { TwoNodes } from './two-nodes';

/** The product's default for PUBLIC_URL. */
export const ORIGIN = 'http://localhost:3000';

interface Challenge<Options> {
  readonly challengeToken: string;
  readonly options: Options;
}
export type NewPasskey = Challenge<PublicKeyCredentialCreationOptionsJSON>;
export type PasskeyRequest = Challenge<PublicKeyCredentialRequestOptionsJSON>;

type Login = { readonly email?: string; readonly username?: string };

/** A client for the passkey routes. */
export class PasskeyClient {
  constructor(private readonly api: TestApi) {}

  async startAdding({ token }: Pick<TestUser, 'token'>): Promise<NewPasskey> {
    return bodyOf(await this.api.call('POST', '/v1/me/passkeys/options', { token }));
  }

  add({ token }: Pick<TestUser, 'token'>, body: object, node = this.api): Promise<Answer> {
    return node.call('POST', '/v1/me/passkeys', { token, body });
  }

  async requestOptions(login: Login = {}, node = this.api): Promise<PasskeyRequest> {
    return bodyOf(await node.call('POST', '/v1/auth/passkeys/options', { body: login }));
  }

  verify(body: object, node = this.api): Promise<Answer> {
    return node.call('POST', '/v1/auth/passkeys/verify', { body });
  }

  /** Adds a passkey of a new authenticator to the user's account. */
  async registered(user: Pick<TestUser, 'token'>, { counts = false, name = 'My phone' } = {}) {
    const authenticator = new SoftwareAuthenticator(ORIGIN, counts);
    const { challengeToken, options } = await this.startAdding(user);
    const response = authenticator.create(options);
    const { id } = bodyOf<{ id: string }>(await this.add(user, { challengeToken, name, response }));
    return { authenticator, id, credentialId: response.id };
  }

  /** Requests the options, and signs in with the response of the authenticator. */
  async signIn(
    authenticator: SoftwareAuthenticator,
    { login = {}, wrong = {}, node = this.api }: { login?: Login; wrong?: Misbehaviour; node?: TestApi } = {},
  ): Promise<Answer> {
    const { challengeToken, options } = await this.requestOptions(login, node);
    return this.verify({ challengeToken, response: authenticator.get(options, wrong) }, node);
  }

  rename({ token }: Pick<TestUser, 'token'>, id: string, body: object): Promise<Answer> {
    return this.api.call('PATCH', `/v1/me/passkeys/${id}`, { token, body });
  }

  remove({ token }: Pick<TestUser, 'token'>, id: string): Promise<Answer> {
    return this.api.call('DELETE', `/v1/me/passkeys/${id}`, { token });
  }

  async activityOf({ token }: Pick<TestUser, 'token'>): Promise<string[]> {
    const { items } = bodyOf(await this.api.call('GET', '/v1/me/activity?limit=100', { token }));
    return (items as { action: string }[]).map(({ action }) => action);
  }

  async list({ token }: Pick<TestUser, 'token'>, query = '') {
    return bodyOf(await this.api.call('GET', `/v1/me/passkeys${query}`, { token }));
  }
}

/** Runs the same work 20 times at once, on both nodes. */
export function onBoth<T>({ api, other }: TwoNodes, work: (node: TestApi) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: 20 }, (_, n) => work(n % 2 ? api : other)));
}

export function codeOf({ status, body }: Answer): [number, string | undefined] {
  return [status, body?.code];
}

export function countOf(answers: readonly Answer[], status: number): number {
  return answers.filter((one) => one.status === status).length;
}

// Tests read answers of every shape.
function bodyOf<T = any>({ status, body, text }: Answer): T {
  if (status >= 300) throw new Error(`The request was answered ${status}: ${text}`);
  return body as T;
}
