import { Injectable } from '@nestjs/common';
import { ProductPreferences } from '@features/preferences';
import { UserReader } from '@features/users';
import { currentWork } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { TOPIC_NAME } from '@platform/notifications/topics';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { Transactions } from '@platform/persistence/transactions';
import { topicNamesIn } from '../catalogue/topic-names.rule';
import { TopicRepository, type Topic } from '../catalogue/topic.repository';
import { Subscribed, SubscriptionRequested, Unsubscribed } from '../communications.events';
import { NAMESPACE } from '../settings/choices-reader';
import { SubscriptionConfirmations } from './subscription-confirmations';
import { SubscriptionRepository, type Subscription } from './subscription.repository';
import type { PublicTopicDto, PublicTopicListDto, SubscriptionDto, SubscriptionListDto } from './subscriptions.dto';

/** The topics that users see, and their subscriptions. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly topicRows: TopicRepository,
    private readonly subscriptions: SubscriptionRepository,
    private readonly confirmations: SubscriptionConfirmations,
    private readonly preferences: ProductPreferences,
    private readonly users: UserReader,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async topics(): Promise<PublicTopicListDto> {
    return { items: (await this.topicRows.all()).map(shown) };
  }

  async list(userId: UserId): Promise<SubscriptionListDto> {
    const [topics, own] = await Promise.all([this.topicRows.all(), this.subscriptions.of(userId)]);
    const subscriptions = new Map(own.map((subscription) => [subscription.topicId, subscription]));
    return {
      items: topics.flatMap((topic) => {
        const subscription = subscriptions.get(topic.id);
        return subscription ? [dtoOf(topic, subscription)] : [];
      }),
    };
  }

  /** Has no effect if the user has subscribed before; a confirmation that is still missing is mailed again. */
  async subscribe(userId: UserId, name: string): Promise<SubscriptionDto> {
    return this.transactions.run(async () => {
      // An account that is being erased must not get a subscription afterwards.
      await this.users.lock(userId);
      const topic = await this.lockedTopic(name);
      const existing = await this.subscriptions.find(userId, topic.id);
      if (existing?.confirmedAt) return dtoOf(topic, existing);
      const since = existing?.since ?? new Date();
      const subscription = { since, confirmedAt: topic.doubleOptIn ? null : since };
      if (topic.doubleOptIn) await this.confirmations.mail(userId, topic);
      await this.begin(userId, topic, existing, subscription);
      return dtoOf(topic, subscription);
    });
  }

  async confirm(token: string): Promise<SubscriptionDto> {
    return this.transactions.run(async () => {
      const { userId, topicId } = await this.confirmations.use(token);
      await this.users.lock(userId);
      const [topic, existing] = [await this.topicRows.byId(topicId), await this.subscriptions.find(userId, topicId)];
      // The user has unsubscribed, or the topic was deleted.
      if (!topic || !existing) throw OneTimeProblems.not_valid();
      const confirmedAt = existing.confirmedAt ?? new Date();
      if (!existing.confirmedAt) {
        await this.subscriptions.confirm(userId, topicId);
        await this.allowEmails(userId, topic.topic);
        await this.events.publish(Subscribed.of({ subject: userId, facts: { topic: topic.topic, confirmed: true } }));
      }
      return dtoOf(topic, { ...existing, confirmedAt });
    });
  }

  async unsubscribe(userId: UserId, name: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.users.lock(userId);
      const topic = await this.lockedTopic(name);
      if (!(await this.subscriptions.find(userId, topic.id))) throw RequestProblems.not_found();
      await this.subscriptions.remove(userId, topic.id);
      await this.events.publish(Unsubscribed.of({ subject: userId, facts: { topic: name } }));
    });
  }

  private async begin(
    userId: UserId,
    { id, topic }: Topic,
    existing: Subscription | undefined,
    { since, confirmedAt }: Pick<Subscription, 'since' | 'confirmedAt'>,
  ): Promise<void> {
    // The topic required a confirmation when the user subscribed, and does not any more.
    if (existing && confirmedAt) await this.subscriptions.confirm(userId, id);
    if (existing && !confirmedAt) return;
    if (!existing) await this.subscriptions.add(userId, id, since, confirmedAt);
    if (confirmedAt) await this.allowEmails(userId, topic);
    const event = confirmedAt
      ? Subscribed.of({ subject: userId, facts: { topic, confirmed: false } })
      : SubscriptionRequested.of({ subject: userId, facts: { topic } });
    await this.events.publish(event);
  }

  /** Otherwise a user who has unsubscribed with the link of a mail would subscribe again, and get no mail. */
  private async allowEmails(userId: UserId, topic: string): Promise<void> {
    await this.preferences.change(userId, NAMESPACE, { topics: { [topic]: { email: null } } });
  }

  private async lockedTopic(name: string): Promise<Topic> {
    const topic = TOPIC_NAME.test(name) ? await this.topicRows.shareLock(name) : undefined;
    if (!topic) throw RequestProblems.not_found();
    return topic;
  }
}

function dtoOf(topic: Topic, { since, confirmedAt }: Pick<Subscription, 'since' | 'confirmedAt'>): SubscriptionDto {
  return { ...shown(topic), since: since.toISOString(), confirmed: confirmedAt !== null };
}

function shown({ topic, names }: Topic): PublicTopicDto {
  const name = topicNamesIn(names, currentWork()?.language);
  return { topic, title: name?.title ?? topic, description: name?.description ?? '' };
}
