import { createHash, randomBytes } from 'node:crypto';
import { RETURN_TO } from './openid-provider';
import type { Answer, TestApi } from './test-api';

/** What a client keeps to itself, and what it shows. */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export interface Returned {
  readonly verifier: string;
  /** Where the browser ended up: at the client. */
  readonly url: URL;
  /** Of the callback. */
  readonly answer: Answer;
  readonly callback: string;
}

/** Follows redirects by hand, with a jar of its own. */
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

  /** `undefined` leaves something out. */
  async begin(way: string, more: Record<string, string | undefined> = {}): Promise<Answer> {
    const query = { redirectUri: RETURN_TO, codeChallengeMethod: 'S256', codeChallenge: pkce().challenge, ...more };
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return this.open(`/v1/auth/${way}?${new URLSearchParams(given).toString()}`);
  }

  /** To the provider and back: the path of the callback it is sent to. */
  async visit(begun: Answer): Promise<string> {
    const answer = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' });
    const { pathname, search } = new URL(answer.headers.get('location') ?? '');
    return pathname + search;
  }

  /** The whole way, with a verifier of its own. */
  async travel(way: string, more: Record<string, string | undefined> = {}): Promise<Returned> {
    const { verifier, challenge } = pkce();
    const begun = await this.begin(way, { codeChallenge: challenge, ...more });
    if (begun.status !== 302) throw new Error(`It was answered ${begun.status}: ${begun.text}`);
    const callback = await this.visit(begun);
    const answer = await this.open(callback);
    if (answer.status !== 302) throw new Error(`The callback was answered ${answer.status}: ${answer.text}`);
    return { verifier, url: new URL(answer.headers.get('location') ?? ''), answer, callback };
  }
}

export function codeIn({ url }: Returned): string {
  const code = url.searchParams.get('code');
  if (code === null) throw new Error(`There is no code in ${url.href}`);
  return code;
}
