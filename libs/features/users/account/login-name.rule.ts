import { parseEmail } from '@platform/email/email-address.rule';
import { hasUsernameForm } from './profile-fields.rule';

/** The normalised login name of a sign-in form. */
export interface LoginName {
  readonly kind: 'email' | 'username';
  readonly text: string;
}

/** Returns undefined if the input is neither a valid address nor a valid username. */
export function loginNameOf({ email, username }: { email?: string; username?: string }): LoginName | undefined {
  if (email !== undefined) {
    const address = parseEmail(email);
    return address && { kind: 'email', text: address.identity };
  }
  return username !== undefined && hasUsernameForm(username)
    ? { kind: 'username', text: username.toLowerCase() }
    : undefined;
}
