import { createHash } from 'node:crypto';
import { PASSWORD } from '@test/support/test-api';

/** What one client knows: only what the API has answered to it. */
export interface Client {
  /** Also its username, and the local part of its email address. */
  readonly name: string;
  id: string;
  token: string;
  refreshToken: string;
  /** The token that was exchanged for `refreshToken`. */
  presented: string | undefined;
  /** Access tokens of further sessions, for sign-outs. */
  readonly otherSessions: string[];
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly token?: string;
}

/** A kind of change whose effect can be verified exactly. `mark` is unique to each change. */
export interface Kind {
  /** A repeated request makes the change twice, unless both have the same Idempotency-Key. */
  readonly keyed: boolean;
  /** A repeated request takes effect again, by design: signing in. */
  readonly repeats?: boolean;
  /** The API must always reject these requests. */
  readonly isInvalid?: boolean;
  request(client: Client, mark: string): Request;
  learn?(client: Client, body: any): void;
  /** The error code which means that the change was already made. */
  readonly alreadyDoneCode?: string;
}

const credentials = (name: string) => ({ email: `${name}@example.com`, password: PASSWORD });

/** A UUID that is always the same for a mark. */
function idOf(mark: string): string {
  const hex = createHash('sha256').update(mark).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

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
    isInvalid: true,
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
    isInvalid: true,
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
  /** Its event has an ID, so it is stored once without an Idempotency-Key. */
  activityWithId: {
    keyed: false,
    request: ({ token }, mark) => ({
      method: 'POST',
      path: '/v1/activity',
      token,
      body: { events: [{ id: idOf(mark), action: 'app.marked_once', details: { mark } }] },
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
    // The session stays the last one in the list until the answer is known.
    request: ({ otherSessions }) => ({ method: 'POST', path: '/v1/auth/logout', token: otherSessions.at(-1) }),
    learn: ({ otherSessions }) => void otherSessions.pop(),
    alreadyDoneCode: 'access.session_ended',
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export function kindOf(name: KindName): Kind {
  return KINDS[name];
}

export function sessionOf(accessToken: string): string {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).sid as string;
}
