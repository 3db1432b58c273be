import { defineOneTime } from '@platform/one-time/one-time-kind';

/** Each sign-in has one of its own, and how many there are is limited as the first factor is. */
export const MFA_CHALLENGE = defineOneTime({ purpose: 'auth.mfa_challenge', minutes: 10, perHour: 1 });
