import type { Channel } from '@platform/notifications/channels';
import { SECURITY_TOPIC } from '@platform/notifications/topics';
import type { Digest } from './digest-time.rule';
import { quietUntil, type QuietHours } from './quiet-hours.rule';

export type ChannelChoices = Readonly<Record<'inbox' | Channel, boolean>>;
export type TopicChoices = ChannelChoices & { readonly digest: Digest };

/** The values of the namespace `notifications` of a user. */
export interface Choices {
  readonly channels: Partial<ChannelChoices>;
  readonly topics: Readonly<Record<string, Partial<TopicChoices>>>;
  readonly digest: Digest;
  readonly emailIfUnreadAfterMinutes?: number;
  readonly mutedUntil?: string;
  readonly quietHours: QuietHours;
  /** From the namespace `locale`. */
  readonly timeZone: string;
}

const OTHERWISE: ChannelChoices = { inbox: true, email: true, push: true, sms: false };

export function channelsIn({ channels }: Choices): ChannelChoices {
  return { ...OTHERWISE, ...channels };
}

/** What applies to a topic. Notifications about the security of the account are always in the inbox, and never late. */
export function choicesFor(choices: Choices, topic: string): TopicChoices {
  const own = Object.hasOwn(choices.topics, topic) ? choices.topics[topic] : {};
  const chosen = { ...channelsIn(choices), digest: choices.digest, ...own };
  return isUrgent(topic) ? { ...chosen, inbox: true, digest: 'off' } : chosen;
}

/** Returns until when nothing is sent about this topic; undefined if it can be sent now. */
export function pausedUntil(choices: Choices, topic: string, now: Date): Date | undefined {
  if (isUrgent(topic)) return undefined;
  return quietUntil(now, choices.quietHours, choices.timeZone);
}

/** What happens while notifications are muted only appears in the inbox. */
export function isMuted({ mutedUntil }: Choices, topic: string, now: Date): boolean {
  return !isUrgent(topic) && mutedUntil !== undefined && Date.parse(mutedUntil) > now.getTime();
}

export function isUrgent(topic: string): boolean {
  return topic === SECURITY_TOPIC;
}
