import { defineOneTime } from '@platform/one-time/one-time-kind';

export const SUBSCRIPTION_CONFIRMATION = defineOneTime({
  purpose: 'communications.subscription',
  minutes: 3 * 24 * 60,
  perHour: 3,
});
/** Counts the mails to one address about all topics together, so that its mailbox is not flooded. */
export const SUBSCRIPTION_MAILS = defineOneTime({
  purpose: 'communications.subscription_mails',
  minutes: 60,
  perHour: 10,
});
