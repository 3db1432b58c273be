import { defineOneTime } from '@platform/one-time/one-time-kind';

/**
 * Pending registrations of one address with different passwords exist side by side, so that an attacker's registration
 * does not invalidate the owner's. Registrations are limited per address, by network and in total, so an attacker can
 * neither flood a mailbox nor use up the owner's limit.
 */
export const REQUESTS_FROM_NETWORK = defineOneTime({ purpose: 'auth.registration_network', minutes: 60, perHour: 5 });
export const REQUESTS_FROM_ANYWHERE = defineOneTime({ purpose: 'auth.registration_address', minutes: 60, perHour: 15 });
export const REGISTRATION = defineOneTime({ purpose: 'auth.registration', minutes: 60, perHour: 5 });
/** Only the newest request of an anonymous account is valid, whatever address it was for. */
export const ANONYMOUS_UPGRADE = defineOneTime({ purpose: 'auth.anonymous_upgrade', minutes: 60, perHour: 5 });
