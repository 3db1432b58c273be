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
  /** Where the link leads: `/reset-password`. */
  readonly page: `/${string}`;
  readonly to: EmailAddress;
  readonly language: string;
  /** Of one holder the newest is the only one. */
  readonly holder: string;
  readonly userId: UserId | null;
  /** The session that asks for it, if one does: link and code end with it. */
  readonly sessionId?: SessionId | undefined;
  readonly payload: object;
  /** Sends the mail even if the hourly limit is used up, because the mail follows from a unique event. */
  readonly anyway?: boolean;
}

/** Mails a link and a code that are good for one use. In a transaction, so that there is none that was not mailed. */
@Injectable()
export class OneTimeMailer {
  constructor(
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly mailer: Mailer,
    private readonly links: Links,
  ) {}

  /** No mail when the holder has had enough of them in this hour; the last one stays good. */
  async send({ kind, page, holder, payload, sessionId, anyway = false, ...envelope }: OneTimeMail): Promise<void> {
    const bound = { holder, userId: envelope.userId, sessionId, payload };
    const issued = await this.oneTimeTokens.issue(kind, bound, { anyway });
    if (!issued) return;
    const { token, code, expiresAt } = issued;
    const values = { link: this.links.to(page, token), code, minutes: String(kind.minutes) };
    await this.mailer.send({ ...envelope, values, expiresAt });
  }
}
