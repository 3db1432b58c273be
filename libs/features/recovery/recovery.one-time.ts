import { defineOneTime } from '@platform/one-time/one-time-kind';

/** The lifetime equals the hour in which at most five are mailed, so the newest mail is always valid. */
export const NEW_PASSWORD = defineOneTime({ purpose: 'recovery.password', minutes: 60, perHour: 5 });
export const EMAIL_VERIFICATION = defineOneTime({ purpose: 'recovery.email', minutes: 60, perHour: 5 });
export const NEW_EMAIL = defineOneTime({ purpose: 'recovery.email_change', minutes: 60, perHour: 5 });
/** One week, because the owner may not read mail every day. */
export const UNDO_DAYS = 7;
export const PREVIOUS_EMAIL = defineOneTime({
  purpose: 'recovery.email_undo',
  minutes: UNDO_DAYS * 24 * 60,
  perHour: 5,
  outlivesChanges: true,
});
/** Shorter than for mails, because a text message arrives within seconds. */
export const NEW_PHONE = defineOneTime({ purpose: 'recovery.phone', minutes: 10, perHour: 5 });
/** Counts mails to one address from all accounts together, so that its mailbox is not flooded. */
export const ADDRESS_REQUESTS = defineOneTime({ purpose: 'recovery.address_requests', minutes: 60, perHour: 5 });
/** Counts how often an owner is notified that the address is in use. */
export const OWNER_NOTIFICATIONS = defineOneTime({ purpose: 'recovery.address_in_use', minutes: 60, perHour: 2 });
