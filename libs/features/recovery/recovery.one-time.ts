import { defineOneTime } from '@platform/one-time/one-time-kind';

/** What this feature issues links and codes for. */
/** As long as the hour in which no more than five are mailed: there is always one that is good. */
export const NEW_PASSWORD = defineOneTime({ purpose: 'recovery.password', minutes: 60, perHour: 5 });
export const EMAIL_VERIFICATION = defineOneTime({ purpose: 'recovery.email', minutes: 60, perHour: 5 });
export const NEW_EMAIL = defineOneTime({ purpose: 'recovery.email_change', minutes: 60, perHour: 5 });
/** A week: whoever lost an address to a thief may not read mail every day. */
export const UNDO_DAYS = 7;
export const FORMER_EMAIL = defineOneTime({
  purpose: 'recovery.email_undo',
  minutes: UNDO_DAYS * 24 * 60,
  perHour: 5,
  outlivesChanges: true,
});
/** Only counted: however many accounts ask for one address, it is not flooded. */
export const ASKING_FOR_ADDRESS = defineOneTime({ purpose: 'recovery.address_requests', minutes: 60, perHour: 5 });
/** Only counted: how often strangers can have somebody told that their address is in use. */
export const TELLING_THE_OWNER = defineOneTime({ purpose: 'recovery.address_in_use', minutes: 60, perHour: 2 });
