import { isId, type UserId } from '@platform/ids/ids';
import { TOPIC_NAME } from '@platform/notifications/topics';

export const MAX_USERS = 100;

/** The users to whom a notification is sent, or the topic to whose subscribers. */
export type Recipients = readonly UserId[] | { readonly topic: string };

export function isRecipients(value: unknown): value is Recipients {
  if (Array.isArray(value)) return value.length > 0 && value.length <= MAX_USERS && value.every((id) => isId(id));
  if (typeof value !== 'object' || value === null) return false;
  const { topic, ...others } = value as Record<string, unknown>;
  return typeof topic === 'string' && TOPIC_NAME.test(topic) && Object.keys(others).length === 0;
}

export function isTopic(recipients: Recipients): recipients is { readonly topic: string } {
  return !Array.isArray(recipients);
}
