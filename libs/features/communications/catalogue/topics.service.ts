import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { FieldErrors, RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { refused, refusedField } from '@platform/http/fields/refusals';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import { Jobs } from '@platform/jobs/jobs';
import { allTopics, TOPIC_NAME } from '@platform/notifications/topics';
import { Transactions } from '@platform/persistence/transactions';
import { CommunicationsProblems } from '../communications.errors';
import { TopicChanged, TopicDeleted } from '../communications.events';
import { REMOVE_SUBSCRIPTIONS } from '../jobs';
import { repeatedLanguages } from './languages.rule';
import { NotificationTypeRepository } from './notification-type.repository';
import { TopicRepository, type Topic, type TopicContent } from './topic.repository';
import type { PutTopicDto, TopicDto, TopicListDto } from './topics.dto';

const MAX_TOPICS = 500;

/** Manages the topics of the app. */
@Injectable()
export class TopicsService {
  constructor(
    private readonly topics: TopicRepository,
    private readonly types: NotificationTypeRepository,
    private readonly events: Events,
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
  ) {}

  async list(): Promise<TopicListDto> {
    const items = [...builtIn(), ...(await this.topics.all()).map(dtoOf)];
    return { items: items.sort((a, b) => (a.topic < b.topic ? -1 : 1)) };
  }

  async read(topic: string): Promise<Versioned<TopicDto>> {
    const shipped = builtIn().find((one) => one.topic === topic);
    const stored = shipped || !TOPIC_NAME.test(topic) ? undefined : await this.topics.find(topic);
    const found = shipped ?? (stored && dtoOf(stored));
    if (!found) throw RequestProblems.not_found();
    return new Versioned(found, found.version);
  }

  async define(
    topic: string,
    { names, doubleOptIn = false }: PutTopicDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<TopicDto>> {
    if (!TOPIC_NAME.test(topic)) throw refusedField('/topic', FieldErrors.bad_format, { form: 'releases' });
    if (allTopics().has(topic)) throw CommunicationsProblems.built_in_topic();
    if (names.length === 0) throw refusedField('/names', FieldErrors.required);
    const faults = repeatedLanguages('/names', names);
    if (faults.length > 0) throw refused(faults);
    await this.transactions.run(() => this.put(topic, { names, doubleOptIn }, expected));
    return this.read(topic);
  }

  async remove(topic: string, expected: ExpectedVersion | undefined): Promise<void> {
    if (allTopics().has(topic)) throw CommunicationsProblems.built_in_topic();
    await this.transactions.run(async () => {
      const stored = TOPIC_NAME.test(topic) ? await this.topics.lock(topic) : undefined;
      if (!stored) throw RequestProblems.not_found();
      expected?.refuseOther(stored.version);
      if (await this.types.isTopicUsed(topic)) throw CommunicationsProblems.topic_in_use();
      await this.topics.remove(topic);
      await this.jobs.enqueue(REMOVE_SUBSCRIPTIONS, { topicId: stored.id });
      const changes = changesBetween(stored, undefined);
      await this.events.publish(TopicDeleted.of({ subject: null, facts: { topic }, changes }));
    });
  }

  private async put(topic: string, content: TopicContent, expected: ExpectedVersion | undefined): Promise<void> {
    const stored = await this.topics.lock(topic);
    if (expected && !stored) throw RequestProblems.stale();
    if (stored) {
      expected?.refuseOther(stored.version);
      if (isDeepStrictEqual(contentOf(stored), content)) return;
      await this.topics.change(topic, content);
    } else {
      await this.topics.add(topic, content);
      if ((await this.topics.count()) > MAX_TOPICS)
        throw CommunicationsProblems.too_many_topics({ parameters: { max: MAX_TOPICS } });
    }
    const changes = changesBetween(stored, content);
    await this.events.publish(TopicChanged.of({ subject: null, facts: { topic }, changes }));
  }
}

function builtIn(): TopicDto[] {
  return [...allTopics()].map(([topic, names]) => ({
    topic,
    builtIn: true,
    version: 0,
    doubleOptIn: false,
    names: [...names],
    changedAt: null,
  }));
}

function contentOf({ doubleOptIn, names }: TopicContent): TopicContent {
  return { doubleOptIn, names };
}

function changesBetween(before: TopicContent | undefined, after: TopicContent | undefined) {
  return {
    doubleOptIn: { before: before?.doubleOptIn ?? null, after: after?.doubleOptIn ?? null },
    names: { before: before?.names ?? null, after: after?.names ?? null },
  };
}

function dtoOf({ topic, version, doubleOptIn, names, changedAt }: Topic): TopicDto {
  return { topic, builtIn: false, version, doubleOptIn, names: [...names], changedAt: changedAt.toISOString() };
}
