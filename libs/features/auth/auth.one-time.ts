import { defineOneTime } from '@platform/one-time/one-time-kind';

/** What this feature issues links and codes for. */
export const REGISTRATION = defineOneTime({ purpose: 'auth.registration', minutes: 60, perHour: 5 });
