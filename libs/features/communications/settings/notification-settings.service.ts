import { Injectable } from '@nestjs/common';
import { ProductPreferences } from '@features/preferences';
import { currentWork } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { UserId } from '@platform/ids/ids';
import { allTopics, TOPIC_NAME } from '@platform/notifications/topics';
import { topicTitleIn } from '../catalogue/topic-names.rule';
import { TopicRepository } from '../catalogue/topic.repository';
import { ChoicesReader, NAMESPACE } from './choices-reader';
import { channelsIn, choicesFor } from './choices.rule';
import type {
  NotificationSettingsDto,
  UpdateNotificationSettingsDto,
  UpdateTopicSettingsDto,
} from './notification-settings.dto';

/** Shows the namespace `notifications` of the preferences with the topics that exist. */
@Injectable()
export class NotificationSettingsService {
  constructor(
    private readonly choices: ChoicesReader,
    private readonly preferences: ProductPreferences,
    private readonly topics: TopicRepository,
  ) {}

  async read(userId: UserId): Promise<NotificationSettingsDto> {
    const [choices, titles] = await Promise.all([this.choices.of(userId), this.titles()]);
    const { digest, emailIfUnreadAfterMinutes = null, mutedUntil = null, quietHours, timeZone } = choices;
    return {
      channels: channelsIn(choices),
      topics: [...titles].sort(byName).map(([topic, title]) => {
        const { digest: topicDigest, ...channels } = choicesFor(choices, topic);
        return { topic, title, channels, digest: topicDigest };
      }),
      digest,
      emailIfUnreadAfterMinutes,
      mutedUntil,
      quietHours,
      timeZone,
    };
  }

  async update(userId: UserId, change: UpdateNotificationSettingsDto): Promise<NotificationSettingsDto> {
    await this.preferences.change(userId, NAMESPACE, { ...change });
    return this.read(userId);
  }

  async updateTopic(
    userId: UserId,
    topic: string,
    { channels, ...others }: UpdateTopicSettingsDto,
  ): Promise<NotificationSettingsDto> {
    if (!(await this.isTopic(topic))) throw RequestProblems.not_found();
    await this.preferences.change(userId, NAMESPACE, { topics: { [topic]: { ...channels, ...others } } });
    return this.read(userId);
  }

  private async isTopic(topic: string): Promise<boolean> {
    return allTopics().has(topic) || (TOPIC_NAME.test(topic) && (await this.topics.find(topic)) !== undefined);
  }

  private async titles(): Promise<Map<string, string>> {
    const own = await this.topics.all();
    const language = currentWork()?.language;
    return new Map([
      ...[...allTopics().keys()].map((topic) => [topic, topicTitleIn(topic, [], language)] as const),
      ...own.map(({ topic, names }) => [topic, topicTitleIn(topic, names, language)] as const),
    ]);
  }
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
