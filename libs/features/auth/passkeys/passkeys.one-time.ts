import { defineOneTime } from '@platform/one-time/one-time-kind';

/** Each challenge has a unique holder. Rate limits by account and network limit their number. */
export const PASSKEY_SIGN_IN = defineOneTime({ purpose: 'auth.passkey_sign_in', minutes: 5, perHour: 1 });
export const PASSKEY_REGISTRATION = defineOneTime({ purpose: 'auth.passkey_registration', minutes: 5, perHour: 1 });

/** The timeout of the browser is the lifetime of the challenge. */
export const TIMEOUT_MS = PASSKEY_SIGN_IN.minutes * 60_000;
