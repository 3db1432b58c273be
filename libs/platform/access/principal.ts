interface AnyUser {
  readonly kind: 'user';
  readonly userId: string;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
}

/** A user who is signed in. */
export interface SessionPrincipal extends AnyUser {
  readonly sessionId: string;
  readonly key?: undefined;
}

/** A program that acts as a user, with a key that user made for it. There is no session behind it. */
export interface KeyPrincipal extends AnyUser {
  readonly sessionId?: undefined;
  readonly key: { readonly id: string; readonly scopes: ReadonlySet<string> };
}

export type UserPrincipal = SessionPrincipal | KeyPrincipal;

/** Another backend of the operator, which signs in with a key of its own. It may what its key names, and holds no role. */
export interface AppPrincipal {
  readonly kind: 'app';
  readonly keyId: string;
  readonly roles: readonly [];
  readonly permissions: ReadonlySet<string>;
}

/** Whoever came with credentials. */
export type Caller = UserPrincipal | AppPrincipal;

/** Who is acting. */
export type Principal = Caller | { readonly kind: 'system'; readonly name: string };

/** Who a limit, a place in a list or an Idempotency-Key belongs to; undefined for whoever came without credentials. */
export function callerIdOf(principal: Principal | undefined): string | undefined {
  return keyIdOf(principal) ?? userIdOf(principal);
}

/** The key that was shown, when it was one. */
export function keyIdOf(principal: Principal | undefined): string | undefined {
  if (principal?.kind === 'app') return principal.keyId;
  return principal?.kind === 'user' ? principal.key?.id : undefined;
}

/** The user somebody acts as. */
export function userIdOf(principal: Principal | undefined): string | undefined {
  return principal?.kind === 'user' ? principal.userId : undefined;
}
