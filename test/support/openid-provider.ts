import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export type Forgery = 'none' | 'shared secret' | 'wrong key' | 'unknown key';

/** The behaviour of the provider, and the user who is signed in there. */
export interface ProviderBehaviour {
  /** Claims that replace those of the ID tokens. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The query for the browser instead of a code. */
  readonly sendsBack?: Readonly<Record<string, string>>;
  /** The answer to a code. */
  readonly answers?: { readonly status: number; readonly body: unknown };
  readonly withoutIdToken?: boolean;
  readonly forgery?: Forgery;
  /** Paths that are never answered, answered 500, and answered with invalid JSON. */
  readonly silentAt?: readonly string[];
  readonly brokenAt?: readonly string[];
  readonly invalidJsonAt?: readonly string[];
  /** Fields that replace those of the discovery document. */
  readonly metadata?: Readonly<Record<string, string>>;
}

interface Mint {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly forgery?: Forgery;
  readonly type?: string;
  /** Claims that are left out. */
  readonly without?: readonly string[];
}

export interface ToProvider {
  readonly id: number;
  readonly behaviour?: ProviderBehaviour;
  readonly mint?: Mint;
}

interface FromProvider {
  readonly id: number;
  readonly url?: string;
  readonly token?: string;
  readonly paths?: string[];
}

export const GOOGLE_CLIENT = 'google-client';
export const RETURN_TO = 'https://app.example.com/signed-in';

/** An OpenID provider in a separate process on this machine. */
export class OpenIdProvider {
  private counter = 0;
  private readonly waiting = new Map<number, (answer: FromProvider) => void>();
  url = '';

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message) => {
      const answer = message as FromProvider;
      this.waiting.get(answer.id)?.(answer);
    });
  }

  static async start(): Promise<OpenIdProvider> {
    const child = fork(join(__dirname, 'openid-provider.child.ts'), {
      execArgv: ['--require', join(__dirname, '../faults/support/run-typescript.cjs')],
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const provider = new OpenIdProvider(child);
    provider.url = (await new Promise<FromProvider>((resolve) => provider.waiting.set(0, resolve))).url ?? '';
    return provider;
  }

  /** The settings of a node that uses it as Google, `corp` and `school`; the provider `away` is unreachable. */
  get env(): NodeJS.ProcessEnv {
    const of = (name: string, issuer: string) => ({
      name,
      issuer,
      clientId: `${name}Client`,
      clientSecret: `${name}Secret`,
    });
    const corp = { ...of('corp', this.url), label: 'Corp', nativeClientIds: ['corp-app'] };
    return {
      GOOGLE_CLIENT_ID: GOOGLE_CLIENT,
      GOOGLE_CLIENT_SECRET: 'google-secret',
      GOOGLE_NATIVE_CLIENT_IDS: 'google-android, google-ios',
      GOOGLE_ISSUER: this.url,
      OIDC_PROVIDERS: JSON.stringify([corp, of('school', this.url), of('away', 'http://127.0.0.1:1')]),
      REDIRECT_URIS: `${RETURN_TO},http://127.0.0.1/callback,http://[::1]/callback,https://app.example.com/with?query=1`,
    };
  }

  async behave(behaviour: ProviderBehaviour): Promise<void> {
    await this.request({ behaviour });
  }

  /** The paths that were requested since the last call. */
  async requestedPaths(): Promise<string[]> {
    return (await this.request({})).paths ?? [];
  }

  async idToken(claims: Mint['claims'], more: Omit<Mint, 'claims'> = {}): Promise<string> {
    return (await this.request({ mint: { claims, ...more } })).token ?? '';
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  private request(what: Omit<ToProvider, 'id'>): Promise<FromProvider> {
    const id = ++this.counter;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, ...what });
    });
  }
}
