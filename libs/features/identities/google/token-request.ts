import type { Fetch } from '@platform/http-client/http-client';

interface TokenResponse {
  readonly access_token?: string;
  readonly id_token?: unknown;
}

type Done = (error: unknown, accessToken?: string, refreshToken?: string, answer?: TokenResponse) => void;

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
    void callBack(redeem(fetch, tokenUrl, body), done);
  };
}

async function callBack(outcome: Promise<TokenResponse>, done: Done): Promise<void> {
  const [settled] = await Promise.allSettled([outcome]);
  if (settled.status === 'rejected') done(settled.reason);
  else done(null, String(settled.value.access_token), undefined, settled.value);
}

async function redeem(fetch: Fetch, url: string, body: URLSearchParams): Promise<TokenResponse> {
  const response = await fetch(url, { method: 'POST', body });
  const data = await response.text();
  // The form of errors that the library recognises.
  if (response.status !== 200)
    throw Object.assign(new Error('The token request was rejected.'), { statusCode: response.status, data });
  try {
    return JSON.parse(data) as TokenResponse;
  } catch {
    // The response is not logged, because it may contain tokens.
    throw Object.assign(new Error('The token response is not JSON.'), { statusCode: 502, data: '' });
  }
}
