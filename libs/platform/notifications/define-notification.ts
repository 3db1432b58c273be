import { fieldsOf, type ShapeClass } from '@platform/http/fields/field-registry';
import { ACTOR_VALUE, APP_VALUE, OTHERS_VALUE, textFaults, type NotificationTexts } from './notification-texts.rule';
import type { TopicDefinition } from './topics';

/** For notifications without data. */
export class NoData {}

/** One type of notification. */
export interface NotificationDefinition<Data extends object = object> {
  /** For example `auth.password_changed`. The name must stay stable, because stored notifications contain it. */
  readonly type: string;
  /** The version of the data. It increases with every change that a reader of older notifications must know. */
  readonly version: number;
  readonly summary: string;
  readonly topic: TopicDefinition;
  /** A class whose fields have the same decorators as request bodies. Texts can use each field that is no object. */
  readonly data: ShapeClass & (abstract new () => Data);
  readonly texts: { readonly en: NotificationTexts; readonly de: NotificationTexts };
  /** Whether it is sent by email as well. False if a mail about the same event is sent anyway. */
  readonly hasEmail: boolean;
}

export const NOTIFICATION_TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}$/;
export const MAX_TYPE_LENGTH = 80;

const definitions = new Map<string, NotificationDefinition>();

/**
 * Declares one type of notification, as `defineEvent` declares an event. The feature `communications` delivers it to the
 * inbox and to the other channels that the user has chosen for its topic.
 */
export function defineNotification<Data extends object>(
  type: string,
  { hasEmail = true, ...definition }: Omit<NotificationDefinition<Data>, 'type' | 'hasEmail'> & { hasEmail?: boolean },
): NotificationDefinition<Data> {
  if (!NOTIFICATION_TYPE.test(type) || type.length > MAX_TYPE_LENGTH)
    throw new Error(`${type} is not a valid name for a notification.`);
  if (definitions.has(type)) throw new Error(`The notification ${type} is declared twice.`);
  const known = namesOf([...fieldsOf(definition.data).keys()]);
  for (const [language, texts] of Object.entries(definition.texts)) {
    const [fault] = textFaults(texts, known);
    if (fault) throw new Error(`The text of ${type} in ${language} ${fault}.`);
  }
  const declared = { type, hasEmail, ...definition };
  definitions.set(type, declared);
  return declared;
}

/** The names that texts can use, for data with these fields. */
export function namesOf(fields: readonly string[]): ReadonlySet<string> {
  return new Set([...fields, ACTOR_VALUE, OTHERS_VALUE, APP_VALUE]);
}

export function allNotifications(): readonly NotificationDefinition[] {
  return [...definitions.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

export function notificationOfType(type: string): NotificationDefinition | undefined {
  return definitions.get(type);
}
