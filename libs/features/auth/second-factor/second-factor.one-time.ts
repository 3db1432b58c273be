import { defineOneTime } from '@platform/one-time/one-time-kind';

/** Each sign-in has its own challenge, and the throttling of the first factor limits their number. */
export const MFA_CHALLENGE = defineOneTime({ purpose: 'auth.mfa_challenge', minutes: 10, perHour: 1 });
