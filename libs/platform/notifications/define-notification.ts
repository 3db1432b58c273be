import { fieldsOf, type ShapeClass } from '@platform/http/fields/field-registry';
import { textFaults, type NotificationTexts } from './notification-texts.rule';
import type { Channel } from './channels';
import { allTopics } from './topics';

/** For notifications without data. */
export class NoData {}

/** One type of notification. */
export interface NotificationDefinition<Data extends object = object> {
  /** For example `auth.password_changed`. The name must stay stable, because stored notifications contain it. */
  readonly type: string;
  /** The name of a topic that was declared with `defineTopic`. */
  readonly topic: string;
  /** Where it is sent besides the inbox, if the user has not turned the channel off. */
  readonly channels: readonly Channel[];
  /** A class whose fields have the same decorators as request bodies. Texts can use each field that is no object. */
  readonly data: ShapeClass & (abstract new () => Data);
  readonly texts: { readonly en: NotificationTexts; readonly de: NotificationTexts };
}

export const NOTIFICATION_TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}$/;
export const MAX_TYPE_LENGTH = 80;

const definitions = new Map<string, NotificationDefinition>();

/**
 * Declares one type of notification, as `defineEvent` declares an event. The feature `communications` delivers it to the
 * inbox of the user.
 */
export function defineNotification<Data extends object>(
  type: string,
  definition: Omit<NotificationDefinition<Data>, 'type'>,
): NotificationDefinition<Data> {
  if (!NOTIFICATION_TYPE.test(type) || type.length > MAX_TYPE_LENGTH)
    throw new Error(`${type} is not a valid name for a notification.`);
  if (definitions.has(type)) throw new Error(`The notification ${type} is declared twice.`);
  if (!allTopics().has(definition.topic)) throw new Error(`The notification ${type} has no declared topic.`);
  const fields = new Set(fieldsOf(definition.data).keys());
  for (const [language, texts] of Object.entries(definition.texts)) {
    const [fault] = textFaults(texts, fields);
    if (fault) throw new Error(`The text of ${type} in ${language} ${fault}.`);
  }
  const declared = { type, ...definition };
  definitions.set(type, declared);
  return declared;
}

export function allNotifications(): readonly NotificationDefinition[] {
  return [...definitions.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

export function notificationOfType(type: string): NotificationDefinition | undefined {
  return definitions.get(type);
}
