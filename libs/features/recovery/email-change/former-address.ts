import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Links, Mailer } from '@features/mail';
import { EmailChanged, UserReader } from '@features/users';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import type { EventOf } from '@platform/event-log/definitions/define-event';
import { Events } from '@platform/event-log/events';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import type { UserId } from '@platform/ids/ids';
import { EmailChangedMail, EmailRemovedMail } from '../recovery.mails';
import { PREVIOUS_EMAIL, UNDO_DAYS } from '../recovery.one-time';

/** The payload of the link that undoes a change. */
export interface FormerEmail {
  readonly address: string;
  /** Absent in links that an older version issued, which did not keep second factors. */
  readonly changedAt?: string;
}

/** Notifies the previous email address, in the transaction of the change. */
@Injectable()
export class FormerAddress implements OnModuleInit {
  constructor(
    private readonly events: Events,
    private readonly users: UserReader,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly mailer: Mailer,
    private readonly links: Links,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction({
      name: 'recovery.former-address',
      on: [EmailChanged],
      handle: (event) => this.notify(event),
    });
  }

  private async notify({ subject, at, facts, changes }: EventOf<typeof EmailChanged>): Promise<void> {
    const previous = parseEmail(changes.email?.before);
    const current = parseEmail(changes.email?.after);
    if (subject === null || !previous || previous.identity === current?.identity) return;
    // The verified owner has claimed the previous address, so there is nothing to notify.
    if (facts.how === 'given_up') return;
    const language = (await this.users.contactOf(subject))?.language ?? 'en';
    const wasVerified = changes.emailVerified?.before === true;
    // An unverified address may belong to another person, and a change by an administrator can only be undone by an
    // administrator.
    const link = facts.how === 'changed' && wasVerified ? await this.undoLink(subject, previous, at) : undefined;
    const to = { to: previous, language, userId: subject };
    if (link) await this.mailer.send({ mail: EmailChangedMail, ...to, values: { link, days: String(UNDO_DAYS) } });
    else await this.mailer.send({ mail: EmailRemovedMail, ...to, values: {} });
  }

  /**
   * Each previous address has a separate link, so that an attacker who changes the address twice does not invalidate
   * the owner's link.
   */
  private async undoLink(userId: UserId, { address, identity }: EmailAddress, at: Date): Promise<string | undefined> {
    const payload: FormerEmail = { address, changedAt: at.toISOString() };
    const issued = await this.oneTimeTokens.issue(PREVIOUS_EMAIL, { holder: `${userId} ${identity}`, userId, payload });
    return issued && this.links.to('/undo-email-change', issued.token);
  }
}
