import { createHash, randomBytes } from 'node:crypto';
import { RETURN_TO } from './openid-provider';
import type { Answer, TestApi } from './test-api';

/** A PKCE pair: the client keeps the verifier secret and sends the challenge. */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export interface Returned {
  readonly verifier: string;
  /** The final URL, at the client. */
  readonly url: URL;
  /** The answer of the callback. */
  readonly answer: Answer;
  readonly callback: string;
}

/** Follows redirects one by one, with its own cookies. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly api: TestApi) {}

  async open(path: string, node = this.api): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await node.call('GET', path, { headers: cookie ? { cookie } : {} });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** Starts a sign-in. A parameter of `undefined` is left out. */
  async begin(way: string, more: Record<string, string | undefined> = {}): Promise<Answer> {
    const query = { redirectUri: RETURN_TO, codeChallengeMethod: 'S256', codeChallenge: pkce().challenge, ...more };
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return this.open(`/v1/auth/${way}?${new URLSearchParams(given).toString()}`);
  }

  /** Visits the provider, and returns the path of the callback that it redirects to. */
  async visitProvider(begun: Answer): Promise<string> {
    const answer = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' });
    const { pathname, search } = new URL(answer.headers.get('location') ?? '');
    return pathname + search;
  }

  /** Runs the complete flow, with a new verifier. */
  async signIn(way: string, more: Record<string, string | undefined> = {}): Promise<Returned> {
    const { verifier, challenge } = pkce();
    const begun = await this.begin(way, { codeChallenge: challenge, ...more });
    if (begun.status !== 302) throw new Error(`The start of the sign-in was answered ${begun.status}: ${begun.text}`);
    const callback = await this.visitProvider(begun);
    const answer = await this.open(callback);
    if (answer.status !== 302) throw new Error(`The callback was answered ${answer.status}: ${answer.text}`);
    return { verifier, url: new URL(answer.headers.get('location') ?? ''), answer, callback };
  }
}

export function codeIn({ url }: Returned): string {
  const code = url.searchParams.get('code');
  if (code === null) throw new Error(`${url.href} contains no code`);
  return code;
}
