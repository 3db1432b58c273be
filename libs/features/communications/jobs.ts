/** Deletes the subscriptions of a deleted topic. */
export const REMOVE_SUBSCRIPTIONS = 'communications.remove-subscriptions';
/** Sends one notification by one channel. */
export const DELIVER = 'communications.deliver';
/** Sends the notifications that a user gets together. */
export const SEND_DIGEST = 'communications.send-digest';
/** Delivers a notification that the app has sent. */
export const PUBLISH = 'communications.publish';
