import type { SessionId, UserId, ApiKeyId } from '@platform/ids/ids';

interface AnyUser {
  readonly kind: 'user';
  readonly userId: UserId;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
}

/** A user who is signed in. */
export interface SessionPrincipal extends AnyUser {
  readonly sessionId: SessionId;
  readonly key?: undefined;
}

/** A program that acts on behalf of a user with an API key of that user, without a session. */
export interface KeyPrincipal extends AnyUser {
  readonly sessionId?: undefined;
  readonly key: { readonly id: ApiKeyId; readonly scopes: ReadonlySet<string> };
}

export type UserPrincipal = SessionPrincipal | KeyPrincipal;

/** Another backend with its own API key. The key lists its permissions; it has no roles. */
export interface AppPrincipal {
  readonly kind: 'app';
  readonly keyId: ApiKeyId;
  readonly roles: readonly [];
  readonly permissions: ReadonlySet<string>;
}

/** An authenticated caller. */
export type Caller = UserPrincipal | AppPrincipal;

/** The actor of a piece of work. */
export type Principal = Caller | { readonly kind: 'system'; readonly name: string };

/** The owner of rate limits, cursors and Idempotency-Keys; undefined for unauthenticated callers. */
export function callerIdOf(principal: Principal | undefined): UserId | ApiKeyId | undefined {
  return keyIdOf(principal) ?? userIdOf(principal);
}

/** The ID of the API key, if the caller used one. */
export function keyIdOf(principal: Principal | undefined): ApiKeyId | undefined {
  if (principal?.kind === 'app') return principal.keyId;
  return principal?.kind === 'user' ? principal.key?.id : undefined;
}

/** The user on whose behalf the caller acts. */
export function userIdOf(principal: Principal | undefined): UserId | undefined {
  return principal?.kind === 'user' ? principal.userId : undefined;
}
