/** Deletes the subscriptions of a deleted topic. */
export const REMOVE_SUBSCRIPTIONS = 'communications.remove-subscriptions';
/** Delivers a notification that the app has sent. */
export const PUBLISH = 'communications.publish';
