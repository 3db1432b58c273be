import { PASSWORD } from '@test/support/test-api';

/** What one client knows of itself: only what it was answered. */
export interface Client {
  /** Also its username, and the first half of its e-mail address. */
  readonly name: string;
  id: string;
  token: string;
  refreshToken: string;
  /** The token that was exchanged for `refreshToken`. */
  presented: string | undefined;
  /** Tokens of further sessions, to be signed out of. */
  readonly otherSessions: string[];
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly token?: string;
}

/** A kind of change whose effect can be told exactly. `mark` is found nowhere else. */
export interface Kind {
  /** Does twice what is asked twice, unless an Idempotency-Key says that it is the same. */
  readonly keyed: boolean;
  /** Asked twice it is done twice, by design: signing in. */
  readonly repeats?: boolean;
  /** These are refused, whatever the moment. */
  readonly doomed?: boolean;
  request(client: Client, mark: string): Request;
  learn?(client: Client, body: any): void;
  /** Refusals that mean: it has been done already. */
  readonly doneBefore?: string;
}

const credentials = (name: string) => ({ email: `${name}@example.com`, password: PASSWORD });

export const KINDS = {
  register: {
    keyed: true,
    request: ({ name }) => ({
      method: 'POST',
      path: '/v1/auth/register',
      body: { ...credentials(name), username: name },
    }),
    learn: (client, body) => {
      client.id = body.user.id;
      client.token = body.accessToken;
      client.refreshToken = body.refreshToken;
    },
  },
  profile: {
    keyed: false,
    request: ({ token }, mark) => ({ method: 'PATCH', path: '/v1/me', token, body: { displayName: mark } }),
  },
  staleProfile: {
    keyed: false,
    doomed: true,
    request: ({ token }, mark) => ({
      method: 'PATCH',
      path: '/v1/me',
      token,
      body: { displayName: mark },
      headers: { 'if-match': '"0"' },
    }),
  },
  takenName: {
    keyed: true,
    doomed: true,
    request: ({ name }, mark) => ({
      method: 'POST',
      path: '/v1/auth/register',
      body: { ...credentials(mark), username: name },
    }),
  },
  activity: {
    keyed: true,
    request: ({ token }, mark) => ({
      method: 'POST',
      path: '/v1/activity',
      token,
      body: { action: 'app.marked', details: { mark } },
    }),
  },
  refresh: {
    keyed: false,
    request: ({ refreshToken }) => ({ method: 'POST', path: '/v1/auth/refresh', body: { refreshToken } }),
    learn: (client, body) => {
      client.presented = client.refreshToken;
      client.refreshToken = body.refreshToken;
      client.token = body.accessToken;
    },
  },
  signIn: {
    keyed: false,
    repeats: true,
    request: ({ name }) => ({ method: 'POST', path: '/v1/auth/login', body: credentials(name) }),
    learn: (client, body) => void client.otherSessions.push(body.accessToken),
  },
  signOut: {
    keyed: false,
    // The session in question is the last one in the list until the answer is known.
    request: ({ otherSessions }) => ({ method: 'POST', path: '/v1/auth/logout', token: otherSessions.at(-1) }),
    learn: ({ otherSessions }) => void otherSessions.pop(),
    doneBefore: 'access.session_ended',
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export function kindOf(name: KindName): Kind {
  return KINDS[name];
}

export function sessionOf(accessToken: string): string {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).sid as string;
}
