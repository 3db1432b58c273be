import type { Person, World } from './world';

/** A field of a request that takes one kind of token. */
export interface Place {
  readonly operation: string;
  readonly field: string;
  readonly takes: Kind;
  /** What stands beside a code, in place of the token that the scene has. */
  readonly beside?: (caller: Person) => object;
  readonly without?: readonly string[];
  /** It only adds to something else: what is no good there is as if it were not there. */
  readonly optional?: boolean;
}

export type Kind =
  | 'an access token'
  | 'a refresh token'
  | 'a trusted device'
  | 'a half signed-in session'
  | 'a code of an app'
  | 'a link to sign in'
  | 'a code to sign in'
  | 'a link for a new password'
  | 'a link that proves an address'
  | 'a link for a new address'
  | 'a link that undoes a change'
  | 'a link of a registration'
  | 'a link that upgrades an account'
  | 'a code to exchange'
  | 'a code to link with'
  | 'a verifier'
  | 'an ID token of Google'
  | 'an ID token of another provider'
  | 'an API key of a user'
  | 'an API key of an app'
  | 'the secret of the first administrator'
  | 'a challenge of a passkey'
  | 'a challenge for a new passkey';

export interface Holders {
  readonly world: World;
  deviceToken(): Promise<string>;
}

const at = (operation: string, field: string, takes: Kind, more: Partial<Place> = {}): Place => ({
  operation,
  field,
  takes,
  ...more,
});
const withAddress = { beside: ({ email }: Person) => ({ email }), without: ['token'] };

const WITH_DEVICES = [
  'signInWithPassword',
  'signInWithMagicLink',
  'signInWithEmailCode',
  'signInWithPasskey',
  'exchangeCode',
  'signInWithGoogleIdToken',
  'signInWithOidcIdToken',
];

/** Every field that takes one; a test compares the list with the document. */
export const PLACES: readonly Place[] = [
  at('refreshTokens', 'refreshToken', 'a refresh token'),
  at('completeMfaSignIn', 'mfaToken', 'a half signed-in session'),
  at('completeMfaSignIn', 'code', 'a code of an app'),
  at('confirmTotp', 'code', 'a code of an app'),
  at('stepUp', 'code', 'a code of an app', { optional: true }),
  at('signInWithMagicLink', 'token', 'a link to sign in'),
  at('signInWithEmailCode', 'code', 'a code to sign in'),
  at('confirmPasswordReset', 'token', 'a link for a new password'),
  at('confirmPasswordReset', 'code', 'a link for a new password', withAddress),
  at('confirmEmailVerification', 'token', 'a link that proves an address'),
  at('confirmEmailVerification', 'code', 'a link that proves an address', withAddress),
  at('confirmEmailChange', 'token', 'a link for a new address'),
  at('confirmEmailChange', 'code', 'a link for a new address', { without: ['token'] }),
  at('undoEmailChange', 'token', 'a link that undoes a change'),
  at('confirmRegistration', 'token', 'a link of a registration'),
  at('confirmRegistration', 'code', 'a link of a registration', withAddress),
  at('confirmAnonymousUpgrade', 'token', 'a link that upgrades an account'),
  at('confirmAnonymousUpgrade', 'code', 'a link that upgrades an account', { without: ['token'] }),
  at('exchangeCode', 'code', 'a code to exchange'),
  at('exchangeCode', 'codeVerifier', 'a verifier'),
  at('linkIdentity', 'code', 'a code to link with'),
  at('linkIdentity', 'codeVerifier', 'a verifier'),
  at('linkIdentity', 'idToken', 'an ID token of another provider', {
    beside: () => ({ provider: 'corp' }),
    without: ['code', 'codeVerifier'],
  }),
  at('signInWithGoogleIdToken', 'idToken', 'an ID token of Google'),
  at('signInWithOidcIdToken', 'idToken', 'an ID token of another provider'),
  at('createFirstAdministrator', 'token', 'the secret of the first administrator'),
  at('signInWithPasskey', 'challengeToken', 'a challenge of a passkey'),
  at('registerPasskey', 'challengeToken', 'a challenge for a new passkey'),
  // Opens nothing: it only answers whether the token is valid, and only to a backend with the permission.
  at('introspectToken', 'token', 'an access token', { optional: true }),
  ...WITH_DEVICES.map((operation) => at(operation, 'deviceToken', 'a trusted device', { optional: true })),
];

/** Where a genuine one comes from: a place whose scene has one, or somebody who holds one. */
export const SOURCES: Readonly<Record<Kind, Place | ((holders: Holders) => Promise<string>)>> = {
  'an access token': async ({ world }) => (await world.person()).token,
  'a trusted device': ({ deviceToken }) => deviceToken(),
  'a refresh token': sourceOf('a refresh token'),
  'a half signed-in session': sourceOf('a half signed-in session'),
  'a code of an app': sourceOf('a code of an app'),
  'a link to sign in': sourceOf('a link to sign in'),
  'a code to sign in': sourceOf('a code to sign in'),
  'a link for a new password': sourceOf('a link for a new password'),
  'a link that proves an address': sourceOf('a link that proves an address'),
  'a link for a new address': sourceOf('a link for a new address'),
  'a link that undoes a change': sourceOf('a link that undoes a change'),
  'a link of a registration': sourceOf('a link of a registration'),
  'a link that upgrades an account': sourceOf('a link that upgrades an account'),
  'a code to exchange': sourceOf('a code to exchange'),
  'a code to link with': sourceOf('a code to link with'),
  'a verifier': sourceOf('a verifier'),
  'an ID token of Google': sourceOf('an ID token of Google'),
  'an ID token of another provider': sourceOf('an ID token of another provider'),
  'an API key of a user': ({ world }) => world.ownKey(),
  'an API key of an app': ({ world }) => world.appKey(),
  'the secret of the first administrator': sourceOf('the secret of the first administrator'),
  'a challenge of a passkey': sourceOf('a challenge of a passkey'),
  'a challenge for a new passkey': sourceOf('a challenge for a new passkey'),
};

/** A code of one's own app is the same kind wherever it is shown; a code beside a link belongs to that link alone. */
export function isElsewhere(kind: Kind, { takes, field, without }: Place): boolean {
  return kind !== takes || (without !== undefined && field === 'code');
}

function sourceOf(kind: Kind): Place {
  const place = PLACES.find(({ takes, without, optional }) => takes === kind && !without && !optional);
  if (!place) throw new Error(`There is no place that takes ${kind}.`);
  return place;
}
