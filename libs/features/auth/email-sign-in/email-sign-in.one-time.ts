import { defineOneTime } from '@platform/one-time/one-time-kind';

/** Just long enough to open a mail, because the link or code alone signs in. */
const MINUTES = 10;
export const SIGN_IN_LINK = defineOneTime({ purpose: 'auth.sign_in_link', minutes: MINUTES, perHour: 30 });
export const SIGN_IN_CODE = defineOneTime({ purpose: 'auth.sign_in_code', minutes: MINUTES, perHour: 30 });
/** Counts requests for an address per network, so that an attacker cannot use up the owner's limit. */
export const SIGN_IN_REQUESTS = defineOneTime({ purpose: 'auth.sign_in_requests', minutes: 60, perHour: 5 });
/** Requests from networks that the owner never signed in from, which can use up at most half of the limit. */
export const SIGN_IN_REQUESTS_ELSEWHERE = defineOneTime({
  purpose: 'auth.sign_in_requests_elsewhere',
  minutes: 60,
  perHour: 15,
});
