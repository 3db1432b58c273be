import { defineOneTime } from '@platform/one-time/one-time-kind';

/** What this feature issues links and codes for. */
/**
 * Registrations of one address with other passwords stand beside each other: a stranger's must not end the owner's.
 * Only counted are those of one address, from one network and from all: a stranger can neither flood a mailbox nor use
 * up what its owner, who is elsewhere, may ask for.
 */
export const ASKING_FROM_NETWORK = defineOneTime({ purpose: 'auth.registration_network', minutes: 60, perHour: 5 });
export const ASKING_FROM_ANYWHERE = defineOneTime({ purpose: 'auth.registration_address', minutes: 60, perHour: 15 });
export const REGISTRATION = defineOneTime({ purpose: 'auth.registration', minutes: 60, perHour: 5 });
/** Of one anonymous account only the newest wish counts, whatever address it was for. */
export const ANONYMOUS_UPGRADE = defineOneTime({ purpose: 'auth.anonymous_upgrade', minutes: 60, perHour: 5 });
