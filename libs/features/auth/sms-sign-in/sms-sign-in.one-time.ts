import { defineOneTime } from '@platform/one-time/one-time-kind';

export const SIGN_IN_SMS = defineOneTime({ purpose: 'auth.sign_in_sms', minutes: 10, perHour: 15 });
/** Counts requests for an account per network, as with mailed codes. Lower, because each message costs money. */
export const SIGN_IN_SMS_REQUESTS = defineOneTime({ purpose: 'auth.sign_in_sms_requests', minutes: 60, perHour: 3 });
/** Requests from networks that the owner never signed in from. They leave codes for the owner's own networks. */
export const SIGN_IN_SMS_REQUESTS_ELSEWHERE = defineOneTime({
  purpose: 'auth.sign_in_sms_requests_elsewhere',
  minutes: 60,
  perHour: 3,
});
