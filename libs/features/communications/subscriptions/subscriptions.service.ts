import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import { currentWork } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { TOPIC_NAME } from '@platform/notifications/topics';
import { Transactions } from '@platform/persistence/transactions';
import { topicNamesIn } from '../catalogue/topic-names.rule';
import { TopicRepository, type Topic } from '../catalogue/topic.repository';
import { Subscribed, Unsubscribed } from '../communications.events';
import { SubscriptionRepository } from './subscription.repository';
import type { PublicTopicDto, PublicTopicListDto, SubscriptionDto, SubscriptionListDto } from './subscriptions.dto';

/** The topics that users see, and their subscriptions. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly topicRows: TopicRepository,
    private readonly subscriptions: SubscriptionRepository,
    private readonly users: UserReader,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async topics(): Promise<PublicTopicListDto> {
    return { items: (await this.topicRows.all()).map(shown) };
  }

  async list(userId: UserId): Promise<SubscriptionListDto> {
    const [topics, own] = await Promise.all([this.topicRows.all(), this.subscriptions.of(userId)]);
    const since = new Map(own.map((subscription) => [subscription.topicId, subscription.since]));
    return {
      items: topics.flatMap((topic) => {
        const from = since.get(topic.id);
        return from ? [{ ...shown(topic), since: from.toISOString() }] : [];
      }),
    };
  }

  /** Has no effect if the user has subscribed before. */
  async subscribe(userId: UserId, name: string): Promise<SubscriptionDto> {
    return this.transactions.run(async () => {
      // An account that is being erased must not get a subscription afterwards.
      await this.users.lock(userId);
      const topic = await this.lockedTopic(name);
      const existing = await this.subscriptions.find(userId, topic.id);
      const since = existing?.since ?? new Date();
      if (!existing) {
        await this.subscriptions.add(userId, topic.id, since);
        await this.events.publish(Subscribed.of({ subject: userId, facts: { topic: name } }));
      }
      return { ...shown(topic), since: since.toISOString() };
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

  private async lockedTopic(name: string): Promise<Topic> {
    const topic = TOPIC_NAME.test(name) ? await this.topicRows.shareLock(name) : undefined;
    if (!topic) throw RequestProblems.not_found();
    return topic;
  }
}

function shown({ topic, names }: Topic): PublicTopicDto {
  const name = topicNamesIn(names, currentWork()?.language);
  return { topic, title: name?.title ?? topic, description: name?.description ?? '' };
}
