import { defineOneTime } from '@platform/one-time/one-time-kind';

/** Each sign-in has its own challenge, and the throttling of the first factor limits their number. */
export const MFA_CHALLENGE = defineOneTime({ purpose: 'auth.mfa_challenge', minutes: 10, perHour: 1 });
/** A code by text message. An attacker with the first factor can use up the limit; recovery codes still work then. */
export const SECOND_FACTOR_CODE = defineOneTime({ purpose: 'auth.second_factor_code', minutes: 10, perHour: 5 });
