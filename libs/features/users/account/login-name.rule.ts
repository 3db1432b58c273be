import { parseEmail } from '@platform/email/email-address.rule';
import { hasUsernameForm } from './profile-fields.rule';

/** The normalised login name of a sign-in form. */
export interface LoginName {
  readonly kind: 'email' | 'username';
  readonly text: string;
}

/** Undefined when it is neither an address nor a username: then no account can have it. */
export function loginNameOf({ email, username }: { email?: string; username?: string }): LoginName | undefined {
  if (email !== undefined) {
    const address = parseEmail(email);
    return address && { kind: 'email', text: address.identity };
  }
  return username !== undefined && hasUsernameForm(username)
    ? { kind: 'username', text: username.toLowerCase() }
    : undefined;
}
