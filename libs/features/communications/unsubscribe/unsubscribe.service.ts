import { Injectable } from '@nestjs/common';
import { ProductPreferences } from '@features/preferences';
import { UserReader } from '@features/users';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import { topicTitleIn } from '../catalogue/topic-names.rule';
import { TopicRepository } from '../catalogue/topic.repository';
import { Unsubscribed } from '../communications.events';
import { NAMESPACE } from '../settings/choices-reader';
import { SubscriptionRepository } from '../subscriptions/subscription.repository';
import { UnsubscribeTokens, type Unsubscription } from './unsubscribe-tokens';

/** Ends the mails about some topics for a user who has opened the link of a mail, signed in or not. */
@Injectable()
export class UnsubscribeService {
  constructor(
    private readonly tokens: UnsubscribeTokens,
    private readonly topics: TopicRepository,
    private readonly subscriptions: SubscriptionRepository,
    private readonly preferences: ProductPreferences,
    private readonly users: UserReader,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** Returns the names of the topics; undefined for a link that is not valid. */
  async titlesOf(token: string, language: string): Promise<string[] | undefined> {
    const found = await this.tokens.read(token);
    return found && this.titles(found.topics, language);
  }

  /** The same, after no mails about them are sent any more. */
  async unsubscribe(token: string, language: string): Promise<string[] | undefined> {
    const found = await this.tokens.read(token);
    if (!found) return undefined;
    const isDone = await this.transactions.run(() => this.end(found));
    return isDone ? this.titles(found.topics, language) : undefined;
  }

  private async end({ userId, topics }: Unsubscription): Promise<boolean> {
    if (!(await this.users.lock(userId))) return false;
    const withoutEmail = Object.fromEntries(topics.map((topic) => [topic, { email: false }]));
    await this.preferences.change(userId, NAMESPACE, { topics: withoutEmail });
    for (const name of topics) {
      const topic = await this.topics.find(name);
      if (!topic || !(await this.subscriptions.find(userId, topic.id))) continue;
      await this.subscriptions.remove(userId, topic.id);
      await this.events.publish(Unsubscribed.of({ subject: userId, facts: { topic: name } }));
    }
    return true;
  }

  private async titles(names: readonly string[], language: string): Promise<string[]> {
    const topics = await Promise.all(names.map((name) => this.topics.find(name)));
    return names.map((name, at) => topicTitleIn(name, topics[at]?.names, language));
  }
}
