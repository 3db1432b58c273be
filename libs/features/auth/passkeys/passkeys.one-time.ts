import { defineOneTime } from '@platform/one-time/one-time-kind';

/** Each challenge has a holder of its own: how many are asked for is limited by account and network, as requests are. */
export const PASSKEY_SIGN_IN = defineOneTime({ purpose: 'auth.passkey_sign_in', minutes: 5, perHour: 1 });
export const PASSKEY_ADDING = defineOneTime({ purpose: 'auth.passkey_registration', minutes: 5, perHour: 1 });

/** How long a browser waits for its user: as long as the challenge is good. */
export const TIMEOUT_MS = PASSKEY_SIGN_IN.minutes * 60_000;
