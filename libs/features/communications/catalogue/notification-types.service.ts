import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { FieldErrors, RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { refused, refusedField } from '@platform/http/fields/refusals';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import { allNotifications } from '@platform/notifications/define-notification';
import { allTopics, TOPIC_NAME } from '@platform/notifications/topics';
import { CHANNELS, type Channel } from '@platform/notifications/channels';
import { Transactions } from '@platform/persistence/transactions';
import { CommunicationsFieldErrors, CommunicationsProblems } from '../communications.errors';
import { NotificationTypeChanged, NotificationTypeDeleted } from '../communications.events';
import { NotificationTypeRepository, type StoredType, type TypeContent } from './notification-type.repository';
import { builtInType, type NotificationType } from './notification-types';
import type { NotificationTypeDto, NotificationTypeListDto, PutNotificationTypeDto } from './notification-types.dto';
import { TopicRepository } from './topic.repository';
import { isAppType, textsFaults } from './type-faults.rule';

const MAX_TYPES = 500;

/** Manages the types of notifications of the app, and the texts of those of the product. */
@Injectable()
export class NotificationTypesService {
  constructor(
    private readonly types: NotificationTypeRepository,
    private readonly topics: TopicRepository,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async list(): Promise<NotificationTypeListDto> {
    const stored = await this.types.all();
    const names = new Set([...allNotifications(), ...stored].map(({ type }) => type));
    const rows = new Map(stored.map((row) => [row.type, row]));
    return { items: [...names].sort().flatMap((type) => dtoOf(builtInType(type), rows.get(type)) ?? []) };
  }

  async read(type: string): Promise<Versioned<NotificationTypeDto>> {
    const builtIn = builtInType(type);
    const stored = builtIn || isAppType(type) ? await this.types.find(type) : undefined;
    const dto = dtoOf(builtIn, stored);
    if (!dto) throw RequestProblems.not_found();
    return new Versioned(dto, dto.version);
  }

  async define(
    type: string,
    given: PutNotificationTypeDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<NotificationTypeDto>> {
    const builtIn = builtInType(type);
    if (!builtIn && !isAppType(type)) throw refusedField('/type', FieldErrors.bad_format, { form: 'app.released' });
    const content = builtIn ? replacedTexts(builtIn, given) : ownContent(given);
    if (content.texts.length === 0) throw refusedField('/texts', FieldErrors.required);
    const faults = textsFaults(content.texts, content.fields);
    if (faults.length > 0) throw refused(faults);
    await this.transactions.run(() => this.put(type, content, expected));
    return this.read(type);
  }

  async remove(type: string, expected: ExpectedVersion | undefined): Promise<void> {
    await this.transactions.run(async () => {
      const stored = builtInType(type) || isAppType(type) ? await this.types.lock(type) : undefined;
      if (!stored) throw RequestProblems.not_found();
      expected?.refuseOther(stored.version);
      await this.types.remove(type);
      const changes = changesBetween(stored, undefined);
      await this.events.publish(NotificationTypeDeleted.of({ subject: null, facts: { type }, changes }));
    });
  }

  private async put(type: string, content: TypeContent, expected: ExpectedVersion | undefined): Promise<void> {
    // A topic that is being deleted is locked, so it cannot get a type any more.
    const isTopic = allTopics().has(content.topic) || (await this.topics.lock(content.topic)) !== undefined;
    if (!isTopic) throw refusedField('/topic', CommunicationsFieldErrors.unknown_topic);
    const stored = await this.types.lock(type);
    expected?.refuseOther(stored?.version ?? (builtInType(type) ? 0 : 'none'));
    if (stored && isDeepStrictEqual(contentOf(stored), content)) return;
    if (stored) await this.types.change(type, content);
    else await this.types.add(type, content);
    if (!stored && (await this.types.count()) > MAX_TYPES)
      throw CommunicationsProblems.too_many_types({ parameters: { max: MAX_TYPES } });
    const changes = changesBetween(stored, content);
    await this.events.publish(NotificationTypeChanged.of({ subject: null, facts: { type }, changes }));
  }
}

function replacedTexts(
  builtIn: NotificationType,
  { topic, channels = builtIn.channels, fields, texts }: PutNotificationTypeDto,
): TypeContent {
  if (topic !== undefined && topic !== builtIn.topic)
    throw refusedField('/topic', CommunicationsFieldErrors.topic_is_fixed);
  if (fields !== undefined && !isDeepStrictEqual(fields, builtIn.fields))
    throw refusedField('/fields', CommunicationsFieldErrors.fields_are_fixed);
  return { topic: builtIn.topic, channels: inOrder(channels), fields: builtIn.fields, texts };
}

function ownContent({ topic, channels = ['email', 'push'], fields = [], texts }: PutNotificationTypeDto): TypeContent {
  if (topic === undefined) throw refusedField('/topic', FieldErrors.required);
  if (!TOPIC_NAME.test(topic)) throw refusedField('/topic', CommunicationsFieldErrors.unknown_topic);
  return { topic, channels: inOrder(channels), fields, texts };
}

function inOrder(channels: readonly Channel[]): readonly Channel[] {
  return CHANNELS.filter((channel) => channels.includes(channel));
}

function contentOf({ topic, channels, fields, texts }: TypeContent): TypeContent {
  return { topic, channels, fields, texts };
}

function changesBetween(before: TypeContent | undefined, after: TypeContent | undefined) {
  return {
    topic: { before: before?.topic ?? null, after: after?.topic ?? null },
    channels: { before: before?.channels ?? null, after: after?.channels ?? null },
    fields: { before: before?.fields ?? null, after: after?.fields ?? null },
    texts: { before: before?.texts ?? null, after: after?.texts ?? null },
  };
}

function dtoOf(builtIn: NotificationType | undefined, stored: StoredType | undefined): NotificationTypeDto | undefined {
  const shown = stored ?? builtIn;
  if (!shown) return undefined;
  return {
    type: shown.type,
    topic: shown.topic,
    builtIn: builtIn !== undefined,
    version: stored?.version ?? 0,
    channels: shown.channels,
    fields: [...shown.fields],
    texts: shown.texts.map((text) => ({ ...text })),
    changedAt: stored?.changedAt.toISOString() ?? null,
  };
}
