import { defineOneTime } from '@platform/one-time/one-time-kind';

/** The link is valid for the grace period, which `DELETION_GRACE_DAYS` sets. This is its maximum. */
export const UNDELETE = defineOneTime({
  purpose: 'privacy.undelete',
  minutes: 90 * 24 * 60,
  perHour: 5,
  outlivesChanges: true,
});
