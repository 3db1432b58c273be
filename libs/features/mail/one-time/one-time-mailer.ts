import { Injectable } from '@nestjs/common';
import type { EmailAddress } from '@platform/email/email-address.rule';
import type { OneTimeKind } from '@platform/one-time/one-time-kind';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import type { SessionId, UserId } from '@platform/ids/ids';
import type { MailDefinition } from '../define-mail';
import { Links } from '../links/links';
import { Mailer } from '../queue/mailer';

export interface OneTimeMail {
  readonly kind: OneTimeKind;
  readonly mail: MailDefinition<'link' | 'code' | 'minutes'>;
  /** The page that the link opens, for example `/reset-password`. */
  readonly page: `/${string}`;
  readonly to: EmailAddress;
  readonly language: string;
  /** Only the newest token of a holder is valid. */
  readonly holder: string;
  readonly userId: UserId | null;
  /** The session that requested the mail, if any. The link and code expire with it. */
  readonly sessionId?: SessionId | undefined;
  readonly payload: object;
  /** Sends the mail even if the hourly limit is used up, because the mail follows from a unique event. */
  readonly anyway?: boolean;
}

/** Mails a link and a code for one use. Must run in a transaction, so that every issued token is also mailed. */
@Injectable()
export class OneTimeMailer {
  constructor(
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly mailer: Mailer,
    private readonly links: Links,
  ) {}

  /** Sends nothing if the hourly limit of the holder is reached. The last token then stays valid. */
  async send({ kind, page, holder, payload, sessionId, anyway = false, ...envelope }: OneTimeMail): Promise<void> {
    const bound = { holder, userId: envelope.userId, sessionId, payload };
    const issued = await this.oneTimeTokens.issue(kind, bound, { anyway });
    if (!issued) return;
    const { token, code, expiresAt } = issued;
    const values = { link: this.links.to(page, token), code, minutes: String(kind.minutes) };
    await this.mailer.send({ ...envelope, values, expiresAt });
  }
}
