import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Links, Mailer } from '@features/mail';
import { EmailChanged, UserReader, type EmailChangedFacts } from '@features/users';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import type { DomainEvent } from '@platform/events/domain-event';
import { Events } from '@platform/events/events';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import type { UserId } from '@platform/ids/ids';
import { EmailChangedMail, EmailRemovedMail } from '../recovery.mails';
import { PREVIOUS_EMAIL, UNDO_DAYS } from '../recovery.one-time';

/** What the link to undo a change is bound to. */
export interface FormerEmail {
  readonly address: string;
  /** Missing in links of before second factors could stay. */
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
    this.events.inTransaction(async (event) => {
      if (event.type === EmailChanged.type) await this.tell(event as DomainEvent<EmailChangedFacts>);
    });
  }

  private async tell({ subject, at, facts, changes }: DomainEvent<EmailChangedFacts>): Promise<void> {
    const former = parseEmail(changes.email?.before);
    const present = parseEmail(changes.email?.after);
    if (subject === null || !former || former.identity === present?.identity) return;
    // The previous address was given up to its verified owner.
    if (facts.how === 'given_up') return;
    const language = (await this.users.contactOf(subject))?.language ?? 'en';
    const wasProven = changes.emailVerified?.before === true;
    // An unverified address may belong to another person, and a change by an administrator can only be undone by an
    // administrator.
    const link = facts.how === 'changed' && wasProven ? await this.undoLink(subject, former, at) : undefined;
    const to = { to: former, language, userId: subject };
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
