import type { MailDefinition } from '@features/communications';
import type { OneTimeKind } from '@platform/one-time/one-time-kind';
import { SignInCodeMail, SignInLinkMail } from './mail-way.mails';
import { SIGN_IN_CODE, SIGN_IN_LINK } from './mail-way.one-time';

interface MailKind {
  readonly kind: OneTimeKind;
  readonly mail: MailDefinition<'link' | 'code' | 'minutes'>;
}

/** What can be mailed to sign in with, by the name the log has for it. */
export const MAIL_KINDS = {
  magic_link: { kind: SIGN_IN_LINK, mail: SignInLinkMail },
  email_code: { kind: SIGN_IN_CODE, mail: SignInCodeMail },
} as const satisfies Record<string, MailKind>;

export type MailWay = keyof typeof MAIL_KINDS;
