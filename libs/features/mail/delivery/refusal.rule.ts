/** The fields of a nodemailer error. */
export interface SmtpFailure {
  readonly responseCode?: number;
  readonly command?: string;
}

/** Responses about the client, not the message. They can be fixed by changing the credentials or TLS settings. */
const ABOUT_CLIENT: ReadonlySet<number> = new Set([503, 530, 534, 535, 538]);
const MESSAGE_COMMANDS = /^(MAIL FROM|RCPT TO|DATA)$/;

/** Returns true if the server permanently rejects this message, so that a retry is pointless. */
export function isRefusedForGood({ responseCode = 0, command = '' }: SmtpFailure): boolean {
  return MESSAGE_COMMANDS.test(command) && responseCode >= 500 && responseCode < 600 && !ABOUT_CLIENT.has(responseCode);
}
