/** What nodemailer tells of a failed attempt. */
export interface SmtpFailure {
  readonly responseCode?: number;
  readonly command?: string;
}

/** Answers to the message that are about us: the operator mends a login or TLS, and then the mail can go. */
const ABOUT_US: ReadonlySet<number> = new Set([503, 530, 534, 535, 538]);
const ABOUT_THE_MESSAGE = /^(MAIL FROM|RCPT TO|DATA)$/;

/** True when the server will never take this message: another attempt would end alike. */
export function isRefusedForGood({ responseCode = 0, command = '' }: SmtpFailure): boolean {
  return ABOUT_THE_MESSAGE.test(command) && responseCode >= 500 && responseCode < 600 && !ABOUT_US.has(responseCode);
}
