import type { MailDefinition } from '@features/mail';
import type { OneTimeKind } from '@platform/one-time/one-time-kind';
import { SignInCodeMail, SignInLinkMail } from './email-sign-in.mails';
import { SIGN_IN_CODE, SIGN_IN_LINK } from './email-sign-in.one-time';

interface MailKind {
  readonly kind: OneTimeKind;
  readonly mail: MailDefinition<'link' | 'code' | 'minutes'>;
}

/** The sign-in methods by email, by their names in the audit log. */
export const EMAIL_METHODS = {
  magic_link: { kind: SIGN_IN_LINK, mail: SignInLinkMail },
  email_code: { kind: SIGN_IN_CODE, mail: SignInCodeMail },
} as const satisfies Record<string, MailKind>;

export type EmailMethod = keyof typeof EMAIL_METHODS;
