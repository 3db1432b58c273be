import { Injectable } from '@nestjs/common';
import { AppName } from '@features/mail';
import { momentOf } from '@platform/ids/ids';
import {
  APP_VALUE,
  fillTexts,
  type FilledTexts,
  textsOf,
  type NotificationText,
} from '@platform/notifications/notification-texts.rule';
import type { NotificationParts, Recipient } from '@platform/notifications/notify-on';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { textsFor, type NotificationType } from '../catalogue/notification-types';
import { CommunicationsConfig } from '../communications.config';
import { DeliveryPlanner } from '../deliveries/delivery-planner';
import { InboxWriter, type NewNotification } from '../inbox/inbox-writer';
import { CONTENT_PLACE, type NotificationContent } from '../inbox/notification-content';
import { groupKeyOf, notificationIdOf } from '../inbox/notification-id';
import { ChoicesReader } from '../settings/choices-reader';
import { choicesFor } from '../settings/choices.rule';

const DAY_MS = 86_400_000;

/** Fills in the texts of a notification, in the language of the user, and adds it to the inbox. */
@Injectable()
export class Notifier {
  constructor(
    private readonly inboxes: InboxWriter,
    private readonly choices: ChoicesReader,
    private readonly deliveries: DeliveryPlanner,
    private readonly transactions: Transactions,
    private readonly vault: Vault,
    private readonly appName: AppName,
    private readonly config: CommunicationsConfig,
  ) {}

  /** Has no effect if the user was notified of the same source before. `sourceId` is for example the ID of an event. */
  async notify(
    { userId, language }: Recipient,
    notificationType: NotificationType,
    { data, actorId, group, expiresAt, title, text }: NotificationParts & Partial<NotificationText>,
    sourceId: string,
  ): Promise<void> {
    const { type, topic, channels } = notificationType;
    const choices = await this.choices.of(userId);
    const box = await this.vault.boxOf(userId);
    const texts = fillTexts(textsFor(notificationType, language), this.valuesOf(data));
    const content: NotificationContent = {
      language,
      texts: withoutTemplates(texts, title, text),
      data: data as Record<string, unknown>,
    };
    const createdAt = momentOf(sourceId);
    const id = notificationIdOf(sourceId, type, userId);
    const notification: NewNotification = {
      id,
      userId,
      actorId: actorId ?? null,
      type,
      topic,
      groupKey: group === undefined ? null : groupKeyOf(userId, type, group),
      contentSealed: box.seal(CONTENT_PLACE, JSON.stringify(content)),
      createdAt,
      expiresAt: this.expiryOf(createdAt, expiresAt),
    };
    const isInInbox = choicesFor(choices, topic).inbox;
    await this.transactions.run(async () => {
      const isNew = isInInbox ? await this.inboxes.add(notification) : await this.inboxes.addArchived(notification);
      if (isNew) await this.deliveries.plan({ id, userId, sourceId, topic, channels }, choices);
    });
  }

  /** An app can end a notification earlier, but not keep it longer than the operator allows. */
  private expiryOf(createdAt: Date, wanted: Date | undefined): Date {
    const latest = new Date(createdAt.getTime() + this.config.days * DAY_MS);
    return wanted !== undefined && wanted < latest ? wanted : latest;
  }

  /** The fields of the data that a text can contain. */
  private valuesOf(data: object): Record<string, string> {
    return { ...textsOf(data), [APP_VALUE]: this.appName.text };
  }
}

/** Replaces the templates with a title or text that is the same for all recipients. */
function withoutTemplates(texts: FilledTexts, title: string | undefined, text: string | undefined): FilledTexts {
  const replaced = (one: Pick<FilledTexts, 'title' | 'text'>) => ({
    title: title === undefined ? one.title : [title],
    text: text === undefined ? one.text : [text],
  });
  return { ...texts, ...replaced(texts), ...(texts.many && { many: replaced(texts.many) }) };
}
