import { defineOneTime } from '@platform/one-time/one-time-kind';

/** No longer than anybody takes to look at a mail: whoever has one of these is in. */
const MINUTES = 10;
export const SIGN_IN_LINK = defineOneTime({ purpose: 'auth.sign_in_link', minutes: MINUTES, perHour: 30 });
export const SIGN_IN_CODE = defineOneTime({ purpose: 'auth.sign_in_code', minutes: MINUTES, perHour: 30 });
/** Only counted: how often one address is asked for from one network, so that strangers do not use up what its owner may. */
export const SIGN_IN_ASKED = defineOneTime({ purpose: 'auth.sign_in_requests', minutes: 60, perHour: 5 });
/** Likewise, from all networks that its owner has not signed in from: of what may be mailed, they can use up half. */
export const SIGN_IN_BY_STRANGERS = defineOneTime({
  purpose: 'auth.sign_in_requests_elsewhere',
  minutes: 60,
  perHour: 15,
});
