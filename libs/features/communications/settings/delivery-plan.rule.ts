import type { Channel } from '@platform/notifications/channels';
import { choicesFor, isMuted, isUrgent, type Choices } from './choices.rule';
import { digestTime } from './digest-time.rule';

/** How one notification is sent by one channel. */
export interface PlannedDelivery {
  readonly channel: Channel;
  readonly dueAt: Date;
  /** Whether it is sent together with others. */
  readonly isDigest: boolean;
  /** Whether it is only sent if the user has not read the notification by then. */
  readonly onlyIfUnread: boolean;
}

/** Returns by which of the channels of its type a notification is sent, and when. */
export function planOf(
  choices: Choices,
  { topic, channels }: { readonly topic: string; readonly channels: readonly Channel[] },
  now: Date,
): PlannedDelivery[] {
  if (isMuted(choices, topic, now)) return [];
  const chosen = choicesFor(choices, topic);
  return channels
    .filter((channel) => chosen[channel])
    .map((channel) => {
      const atOnce = { channel, dueAt: now, isDigest: false, onlyIfUnread: false };
      if (channel !== 'email' || isUrgent(topic)) return atOnce;
      if (chosen.digest !== 'off')
        return { ...atOnce, dueAt: digestTime(now, chosen.digest, choices.timeZone), isDigest: true };
      const minutes = choices.emailIfUnreadAfterMinutes;
      // Without the inbox, the user cannot read it elsewhere.
      if (minutes === undefined || !chosen.inbox) return atOnce;
      return { ...atOnce, dueAt: new Date(now.getTime() + minutes * 60_000), onlyIfUnread: true };
    });
}
