import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { UserId } from '@platform/ids/ids';
import { shownTexts } from '@platform/notifications/notification-texts.rule';
import { nearestLanguage } from '@platform/text/nearest-language.rule';
import { shortened } from '@platform/text/shortened.rule';
import { cleanValue } from '@platform/text/placeholders.rule';
import { Vault } from '@platform/vault/vault';
import { CONTENT_PLACE, type NotificationContent } from './notification-content';
import type { Notification } from './notification.repository';
import { MAX_TEXT_LENGTH, MAX_TITLE_LENGTH, type NotificationDto } from './inbox.dto';

/** In place of a name, because the user was erased or suspended, or has no name. */
const UNNAMED = { en: 'A user', de: 'Ein Nutzer' };
const LANGUAGES = new Set(Object.keys(UNNAMED));

/** Opens notifications, and fills in the current names of the users who caused them. */
@Injectable()
export class NotificationView {
  constructor(
    private readonly users: UserReader,
    private readonly vault: Vault,
  ) {}

  async one(userId: UserId, notification: Notification): Promise<NotificationDto> {
    const [shown] = await this.all(userId, [notification]);
    return shown as NotificationDto;
  }

  async all(userId: UserId, notifications: readonly Notification[]): Promise<NotificationDto[]> {
    const actorIds = notifications.flatMap(({ actorId }) => actorId ?? []);
    const [box, names] = await Promise.all([this.vault.boxOf(userId), this.users.publicNamesOf(actorIds)]);
    // Many notifications of a page have the same few actors.
    const actors = new Map([...names].map(([id, name]) => [id, cleanValue(name)]));
    return notifications.map((notification) => {
      const content = JSON.parse(String(box.open(CONTENT_PLACE, notification.contentSealed))) as NotificationContent;
      return shown(notification, content, actors);
    });
  }
}

function shown(
  notification: Notification,
  content: NotificationContent,
  actors: ReadonlyMap<UserId, string>,
): NotificationDto {
  const { id, type, topic, actorId, people, state, readAt, createdAt, expiresAt, groupId } = notification;
  const actor = (actorId && actors.get(actorId)) ?? unnamedIn(content.language);
  const texts = shownTexts(content.texts, { actor, people });
  return {
    id,
    type,
    topic,
    // Values of the data can be longer than the texts around them.
    title: shortened(texts.title, MAX_TITLE_LENGTH),
    text: shortened(texts.text, MAX_TEXT_LENGTH),
    data: content.data,
    actions: texts.actions.map(({ title, path }) => ({ title: shortened(title, MAX_TITLE_LENGTH), path })),
    actorId,
    ...(groupId && { group: { people } }),
    archived: state === 'archived',
    readAt: readAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

function unnamedIn(language: string): string {
  return UNNAMED[nearestLanguage(language, LANGUAGES) as keyof typeof UNNAMED];
}
