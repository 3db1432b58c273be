import { defineOneTime } from '@platform/one-time/one-time-kind';

/** Each code has a unique holder. The rate limits of the routes limit their number. */
export const EXCHANGE = defineOneTime({ purpose: 'identities.exchange', minutes: 2, perHour: 1 });
export const LINKING = defineOneTime({ purpose: 'identities.linking', minutes: 2, perHour: 1 });
export const PROVIDER_NONCE = defineOneTime({ purpose: 'identities.provider_nonce', minutes: 10, perHour: 1 });
/** Only counts uses, so that each state is accepted once. */
export const FLOW_STATE = defineOneTime({ purpose: 'identities.flow_state', minutes: 10, perHour: 1 });
