import type { Channel } from '@platform/notifications/channels';

/** Deletes the subscriptions of a deleted topic. */
export const REMOVE_SUBSCRIPTIONS = 'communications.remove-subscriptions';
/** Sends one notification by one channel of this server, or of the queue of another part. */
const DELIVER = 'communications.deliver';
/** Sends one notification to one device. Slow push services must not delay the other channels. */
const PUSH = 'communications.push';
export const DELIVERY_JOBS = [DELIVER, PUSH];

export function deliveryJobOf(channel: Channel): string {
  return channel === 'push' ? PUSH : DELIVER;
}

/** Sends the notifications that a user gets together. */
export const SEND_DIGEST = 'communications.send-digest';
/** Delivers a notification that the app has sent. */
export const PUBLISH = 'communications.publish';
