import { defineOneTime } from '@platform/one-time/one-time-kind';

/** Each sign-in has its own challenge, and the throttling of the first factor limits their number. */
export const SECOND_STEP = defineOneTime({ purpose: 'auth.second_step', minutes: 10, perHour: 1 });
