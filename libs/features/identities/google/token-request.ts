import type { Fetch } from '@platform/http-client/http-client';

interface TokenAnswer {
  readonly access_token?: string;
  readonly id_token?: unknown;
}

type Done = (error: unknown, accessToken?: string, refreshToken?: string, answer?: TokenAnswer) => void;

export interface TokenClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: Fetch;
}

/**
 * Replaces the token request of the library, which has no timeout, follows redirects and accepts text as tokens.
 * Results and errors have the form that the library expects.
 */
export function tokenRequest({ tokenUrl, clientId, clientSecret, fetch }: TokenClient) {
  return (code: string, parameters: Record<string, string>, done: Done): void => {
    const body = new URLSearchParams({ ...parameters, code, client_id: clientId, client_secret: clientSecret });
    void tell(redeem(fetch, tokenUrl, body), done);
  };
}

async function tell(outcome: Promise<TokenAnswer>, done: Done): Promise<void> {
  const [settled] = await Promise.allSettled([outcome]);
  if (settled.status === 'rejected') done(settled.reason);
  else done(null, String(settled.value.access_token), undefined, settled.value);
}

async function redeem(fetch: Fetch, url: string, body: URLSearchParams): Promise<TokenAnswer> {
  const answer = await fetch(url, { method: 'POST', body });
  const data = await answer.text();
  // The form of errors that the library recognises.
  if (answer.status !== 200) throw Object.assign(new Error('Refused'), { statusCode: answer.status, data });
  try {
    return JSON.parse(data) as TokenAnswer;
  } catch {
    // The response is not logged, because it may contain tokens.
    throw Object.assign(new Error('Not JSON'), { statusCode: 502, data: '' });
  }
}
