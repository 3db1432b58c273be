/** Who is acting. `app` is another backend that signs in with a key of its own. */
export type Principal =
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly sessionId: string;
      readonly roles: readonly string[];
      readonly permissions: ReadonlySet<string>;
    }
  | { readonly kind: 'system'; readonly name: string };

export type UserPrincipal = Extract<Principal, { kind: 'user' }>;
