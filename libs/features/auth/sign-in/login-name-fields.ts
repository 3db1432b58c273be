import { AuthFieldErrors } from '../auth.errors';

/** The fields that name the account to sign in to. */
export const LOGIN_EMAIL = {
  max: 254,
  optional: true,
  description: 'The email address. Send either this or the username.',
  example: 'ada@example.com',
} as const;
export const LOGIN_USERNAME = {
  max: 64,
  optional: true,
  description: 'The username. Send either this or the email address.',
} as const;

export function oneOfEmailOrUsername(_given: unknown, sent: ReadonlySet<string>) {
  return sent.has('email') === sent.has('username')
    ? [{ pointer: '/email', code: AuthFieldErrors.one_of_email_or_username }]
    : [];
}
