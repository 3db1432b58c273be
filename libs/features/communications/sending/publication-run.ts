import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { UserId } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import type { NotificationText } from '@platform/notifications/notification-texts.rule';
import type { NotificationParts } from '@platform/notifications/notify-on';
import { inBatches } from '@platform/persistence/in-batches';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { NotificationTypes, type NotificationType } from '../catalogue/notification-types';
import { TopicRepository } from '../catalogue/topic.repository';
import { PUBLISH } from '../jobs';
import { Notifier } from '../notifier/notifier';
import { SubscriptionRepository } from '../subscriptions/subscription.repository';
import { PUBLICATION_PLACE, type PublicationContent } from './publication-content';
import type { PublicationId } from './publication-id';
import { PublicationRepository, type Publication } from './publication.repository';

/** Few enough that requests still find a database connection. Their reads and commits share statements. */
const AT_ONCE = 8;

/** What all recipients get. */
interface Message {
  readonly type: NotificationType;
  readonly parts: NotificationParts & Partial<NotificationText>;
}

/**
 * Delivers a notification that the app has sent, in batches of recipients. After an interruption it continues with the
 * last batch; users who were notified before are not notified again.
 */
@Injectable()
export class PublicationRun implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly publications: PublicationRepository,
    private readonly topics: TopicRepository,
    private readonly subscriptions: SubscriptionRepository,
    private readonly types: NotificationTypes,
    private readonly users: UserReader,
    private readonly notifier: Notifier,
    private readonly vault: Vault,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.jobs.define<{ id: PublicationId }>({ name: PUBLISH, handle: ({ id }) => this.run(id) });
  }

  async run(id: PublicationId): Promise<void> {
    const publication = await this.publications.find(id);
    const type = publication && (await this.types.find(publication.type));
    if (publication?.state !== 'sending') return;
    if (!type) return this.end(id, 'cancelled');
    const message = { type, parts: this.partsOf(publication) };
    await inBatches((limit) => this.deliverBatch(id, message, limit));
  }

  /** Returns the number of recipients in the batch. */
  private async deliverBatch(id: PublicationId, message: Message, limit: number): Promise<number> {
    const publication = await this.publications.find(id);
    if (publication?.state !== 'sending') return 0;
    const { topicId, lastUserId } = publication;
    const hasAudience = topicId === null || (await this.topics.hasId(topicId));
    if (!hasAudience) {
      await this.end(id, 'cancelled');
      return 0;
    }
    const userIds =
      topicId === null
        ? await this.publications.recipientsOf(id, lastUserId, limit)
        : await this.subscriptions.usersOf(topicId, lastUserId, limit);
    const notified = await this.notify(id, message, userIds);
    const last = userIds.at(-1);
    // Another run of the same job may have delivered the batch too.
    if (last && !(await this.transactions.run(() => this.publications.advance(publication, last, notified)))) return 0;
    if (userIds.length < limit) await this.end(id, 'sent');
    return userIds.length;
  }

  /** Returns how many of the users could be notified. The others have been erased, or must subscribe first. */
  private async notify(id: PublicationId, { type, parts }: Message, userIds: readonly UserId[]): Promise<number> {
    const contacts = await this.users.contactsOf(await this.willing(type, userIds));
    for (let at = 0; at < contacts.length; at += AT_ONCE) {
      const some = contacts.slice(at, at + AT_ONCE);
      await Promise.all(
        some.map(({ id: userId, language }) => this.notifier.notify({ userId, language }, type, parts, id)),
      );
    }
    return contacts.length;
  }

  /** What a user must confirm by email is not sent to users who have not, even if the app names them. */
  private async willing({ topic: name }: NotificationType, userIds: readonly UserId[]): Promise<readonly UserId[]> {
    const topic = await this.topics.find(name);
    return topic?.doubleOptIn ? this.subscriptions.subscribersAmong(topic.id, userIds) : userIds;
  }

  private async end(id: PublicationId, state: 'sent' | 'cancelled'): Promise<void> {
    await this.transactions.run(() => this.publications.end(id, state));
  }

  private partsOf({ id, contentSealed, actorId }: Publication): Message['parts'] {
    const text = contentSealed ? this.vault.openSystem(PUBLICATION_PLACE, id, contentSealed) : '{}';
    const { data = {}, group, expiresAt, title, text: body } = JSON.parse(text) as PublicationContent;
    return {
      data,
      ...(actorId && { actorId }),
      ...(group !== undefined && { group }),
      ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
      ...(title !== undefined && { title }),
      ...(body !== undefined && { text: body }),
    };
  }
}
