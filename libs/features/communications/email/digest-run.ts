import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Links, Mailer } from '@features/mail';
import type { Contact } from '@features/users';
import type { UserId } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { shortened } from '@platform/text/shortened.rule';
import { Transactions } from '@platform/persistence/transactions';
import { DigestMail } from '../communications.mails';
import { NotSent } from '../deliveries/channel-sender';
import { DeliveryCheck } from '../deliveries/delivery-check';
import type { DeliveryId } from '../deliveries/delivery.entity';
import { DeliveryRepository, type Delivery } from '../deliveries/delivery.repository';
import { NotificationView } from '../inbox/notification-view';
import type { Notification } from '../inbox/notification.repository';
import { SEND_DIGEST } from '../jobs';
import { addressOf, EmailSender } from './email-sender';

/** More are counted in the mail, but not listed. */
const MAX_LISTED = 15;
const MAX_TITLE = 80;
/** Far more than a user gets in a week. */
const MAX_DELIVERIES = 1000;

interface Wanted {
  readonly id: DeliveryId;
  readonly notification: Notification;
}

interface Sorted {
  readonly contact: Contact | undefined;
  readonly wanted: readonly Wanted[];
  readonly postponed: readonly DeliveryId[];
  readonly until: Date | undefined;
}

/**
 * Sends the notifications that were collected for a user in one mail. The deliveries are settled in the transaction that
 * enqueues the mail, so no notification is in two digests.
 */
@Injectable()
export class DigestRun implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly deliveries: DeliveryRepository,
    private readonly check: DeliveryCheck,
    private readonly view: NotificationView,
    private readonly emails: EmailSender,
    private readonly mailer: Mailer,
    private readonly links: Links,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.jobs.define<{ userId: UserId; dueAt: string }>({
      name: SEND_DIGEST,
      handle: ({ userId, dueAt }) => this.run(userId, new Date(dueAt)),
    });
  }

  private async run(userId: UserId, dueAt: Date): Promise<void> {
    await this.transactions.run(async () => {
      const due = await this.deliveries.lockDigest(userId, dueAt, MAX_DELIVERIES);
      const { contact, wanted, postponed, until } = await this.sort(due);
      if (until) await this.postpone(userId, postponed, until);
      if (contact && wanted.length > 0) await this.send(contact, wanted);
    });
  }

  /** Cancels what the user does not want any more. */
  private async sort(due: readonly Delivery[]): Promise<Sorted> {
    const [wanted, postponed]: [Wanted[], DeliveryId[]] = [[], []];
    let [contact, until]: [Contact | undefined, Date | undefined] = [undefined, undefined];
    for (const delivery of due) {
      const verdict = await this.check.verdictOn(delivery);
      if (verdict.kind === 'cancel') await this.deliveries.settle([delivery.id], 'cancelled', verdict.reason);
      if (verdict.kind === 'postpone') [until] = [verdict.until, postponed.push(delivery.id)];
      if (verdict.kind === 'send') {
        contact = verdict.contact;
        wanted.push({ id: delivery.id, notification: verdict.notification });
      }
    }
    return { contact, wanted, postponed, until };
  }

  private async postpone(userId: UserId, ids: readonly DeliveryId[], until: Date): Promise<void> {
    await this.deliveries.postpone(ids, until);
    const delayMs = until.getTime() - Date.now();
    await this.jobs.enqueue(SEND_DIGEST, { userId, dueAt: until.toISOString() }, { delayMs });
  }

  private async send(contact: Contact, wanted: readonly Wanted[]): Promise<void> {
    const ids = wanted.map(({ id }) => id);
    try {
      const to = addressOf(contact);
      const [first] = wanted as [Wanted];
      if (wanted.length === 1) {
        await this.emails.send({ contact, notification: await this.view.one(contact.id, first.notification) });
        return await this.deliveries.settle(ids, 'sent');
      }
      const shown = await this.view.all(
        contact.id,
        wanted.slice(0, MAX_LISTED).map(({ notification }) => notification),
      );
      const lines = shown.map(({ title }) => `• ${shortened(title, MAX_TITLE)}`);
      const list = [...lines, ...(wanted.length > MAX_LISTED ? ['…'] : [])].join('\n');
      const topics = [...new Set(shown.map(({ topic }) => topic))];
      const unsubscribe = await this.emails.unsubscribeLink(contact, topics);
      const values = { count: String(wanted.length), list, link: this.links.toApp(), unsubscribe };
      const { id: userId, language } = contact;
      await this.mailer.send({ mail: DigestMail, to, language, userId, values });
      await this.deliveries.settle(ids, 'sent');
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      await this.deliveries.settle(ids, 'failed', error.message);
    }
  }
}
