import type { Person, World } from './world';

/** A field of a request that takes one kind of token. */
export interface TokenField {
  readonly operation: string;
  readonly field: string;
  readonly kind: Kind;
  /** The fields sent with a code, instead of the token that the scene has. */
  readonly additional?: (caller: Person) => object;
  readonly without?: readonly string[];
  /** The field is optional: an invalid value is ignored. */
  readonly optional?: boolean;
}

export type Kind =
  | 'an access token'
  | 'a refresh token'
  | 'a device token'
  | 'an MFA token'
  | 'a TOTP code'
  | 'a sign-in link'
  | 'a sign-in code'
  | 'a password reset link'
  | 'an email verification link'
  | 'an email change link'
  | 'an undo link of an email change'
  | 'a registration link'
  | 'an upgrade link'
  | 'a link that restores an account'
  | 'a link that confirms a subscription'
  | 'an exchange code'
  | 'a linking code'
  | 'a code verifier'
  | 'an ID token of Google'
  | 'an ID token of another provider'
  | 'an API key of a user'
  | 'an API key of an app'
  | 'a code for a phone number'
  | 'a sign-in code in a text message'
  | 'the setup token'
  | 'a challenge token of a passkey sign-in'
  | 'a challenge token of a new passkey';

export interface Holders {
  readonly world: World;
  deviceToken(): Promise<string>;
}

const at = (operation: string, field: string, kind: Kind, more: Partial<TokenField> = {}): TokenField => ({
  operation,
  field,
  kind,
  ...more,
});
const withAddress = { additional: ({ email }: Person) => ({ email }), without: ['token'] };

const WITH_DEVICES = [
  'signInWithPassword',
  'signInWithMagicLink',
  'signInWithEmailCode',
  'signInWithSmsCode',
  'signInWithPasskey',
  'exchangeCode',
  'signInWithGoogleIdToken',
  'signInWithOidcIdToken',
];

/** Every field that takes a token; a test compares the list with the document. */
export const TOKEN_FIELDS: readonly TokenField[] = [
  at('refreshTokens', 'refreshToken', 'a refresh token'),
  at('completeMfaSignIn', 'mfaToken', 'an MFA token'),
  at('completeMfaSignIn', 'code', 'a TOTP code'),
  at('confirmTotp', 'code', 'a TOTP code'),
  at('stepUp', 'code', 'a TOTP code', { optional: true }),
  at('signInWithMagicLink', 'token', 'a sign-in link'),
  at('signInWithEmailCode', 'code', 'a sign-in code'),
  at('confirmPasswordReset', 'token', 'a password reset link'),
  at('confirmPasswordReset', 'code', 'a password reset link', withAddress),
  at('confirmEmailVerification', 'token', 'an email verification link'),
  at('confirmEmailVerification', 'code', 'an email verification link', withAddress),
  at('confirmEmailChange', 'token', 'an email change link'),
  at('confirmEmailChange', 'code', 'an email change link', { without: ['token'] }),
  at('undoEmailChange', 'token', 'an undo link of an email change'),
  at('confirmRegistration', 'token', 'a registration link'),
  at('confirmRegistration', 'code', 'a registration link', withAddress),
  at('confirmAnonymousUpgrade', 'token', 'an upgrade link'),
  at('confirmAnonymousUpgrade', 'code', 'an upgrade link', { without: ['token'] }),
  at('restoreAccount', 'token', 'a link that restores an account'),
  at('confirmSubscription', 'token', 'a link that confirms a subscription'),
  at('exchangeCode', 'code', 'an exchange code'),
  at('exchangeCode', 'codeVerifier', 'a code verifier'),
  at('linkIdentity', 'code', 'a linking code'),
  at('linkIdentity', 'codeVerifier', 'a code verifier'),
  at('linkIdentity', 'idToken', 'an ID token of another provider', {
    additional: () => ({ provider: 'corp' }),
    without: ['code', 'codeVerifier'],
  }),
  at('signInWithGoogleIdToken', 'idToken', 'an ID token of Google'),
  at('signInWithOidcIdToken', 'idToken', 'an ID token of another provider'),
  at('confirmPhoneNumber', 'code', 'a code for a phone number'),
  at('signInWithSmsCode', 'code', 'a sign-in code in a text message'),
  at('requestMfaCode', 'mfaToken', 'an MFA token'),
  at('createFirstAdministrator', 'token', 'the setup token'),
  at('signInWithPasskey', 'challengeToken', 'a challenge token of a passkey sign-in'),
  at('createPasskey', 'challengeToken', 'a challenge token of a new passkey'),
  // This operation grants nothing: it only reports whether the token is valid, to a backend with the permission.
  at('introspectToken', 'token', 'an access token', { optional: true }),
  ...WITH_DEVICES.map((operation) => at(operation, 'deviceToken', 'a device token', { optional: true })),
];

/** The source of a valid token of each kind: a field whose scene has one, or a function that creates one. */
export const SOURCES: Readonly<Record<Kind, TokenField | ((holders: Holders) => Promise<string>)>> = {
  'an access token': async ({ world }) => (await world.person()).token,
  'a device token': ({ deviceToken }) => deviceToken(),
  'a refresh token': sourceOf('a refresh token'),
  'an MFA token': sourceOf('an MFA token'),
  'a TOTP code': sourceOf('a TOTP code'),
  'a sign-in link': sourceOf('a sign-in link'),
  'a sign-in code': sourceOf('a sign-in code'),
  'a password reset link': sourceOf('a password reset link'),
  'an email verification link': sourceOf('an email verification link'),
  'a link that confirms a subscription': sourceOf('a link that confirms a subscription'),
  'an email change link': sourceOf('an email change link'),
  'an undo link of an email change': sourceOf('an undo link of an email change'),
  'a registration link': sourceOf('a registration link'),
  'an upgrade link': sourceOf('an upgrade link'),
  'a link that restores an account': sourceOf('a link that restores an account'),
  'an exchange code': sourceOf('an exchange code'),
  'a linking code': sourceOf('a linking code'),
  'a code verifier': sourceOf('a code verifier'),
  'an ID token of Google': sourceOf('an ID token of Google'),
  'an ID token of another provider': sourceOf('an ID token of another provider'),
  'an API key of a user': ({ world }) => world.ownKey(),
  'an API key of an app': ({ world }) => world.appKey(),
  'a code for a phone number': sourceOf('a code for a phone number'),
  'a sign-in code in a text message': sourceOf('a sign-in code in a text message'),
  'the setup token': sourceOf('the setup token'),
  'a challenge token of a passkey sign-in': sourceOf('a challenge token of a passkey sign-in'),
  'a challenge token of a new passkey': sourceOf('a challenge token of a new passkey'),
};

/** A TOTP code is the same kind in every operation; a code that was sent with a link belongs to that link alone. */
export function isElsewhere(kind: Kind, tokenField: TokenField): boolean {
  return kind !== tokenField.kind || (tokenField.without !== undefined && tokenField.field === 'code');
}

function sourceOf(kind: Kind): TokenField {
  const tokenField = TOKEN_FIELDS.find((field) => field.kind === kind && !field.without && !field.optional);
  if (!tokenField) throw new Error(`No field takes ${kind}.`);
  return tokenField;
}
