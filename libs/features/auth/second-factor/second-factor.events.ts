import { defineEvent } from '@platform/events/define-event';
import { voidLinksOn } from '../credentials/credential-changes';
import { notifyOwnerOn } from '../security-notices/security-notices';
import {
  RecoveryCodesCreatedMail,
  RecoveryCodeUsedMail,
  SecondFactorRemovedMail,
  TotpDisabledMail,
  TotpEnabledMail,
} from './second-factor.mails';

export const TotpEnabled = defineEvent('auth.totp_enabled', 'An authenticator app was set up');
export const TotpDisabled = defineEvent('auth.totp_disabled', 'An authenticator app was removed');
export const SecondFactorRemoved = defineEvent(
  'auth.second_factor_removed',
  'An administrator removed the second factor of a user who lost it',
);
export const RecoveryCodesCreated = defineEvent(
  'auth.recovery_codes_created',
  'Recovery codes were created, and the previous ones were invalidated',
);
export const RecoveryCodeUsed = defineEvent<{ left: number }>('auth.recovery_code_used', 'A recovery code was used');
export const SecondFactorFailed = defineEvent(
  'auth.second_factor_failed',
  'A sign-in attempt with the right first factor failed at the second factor',
);
export const TrustedDeviceAdded = defineEvent<{ deviceId: string }>(
  'auth.trusted_device_added',
  'A device was trusted to sign in without a second factor',
);
export const TrustedDevicesRemoved = defineEvent<{ count: number }>(
  'auth.trusted_devices_removed',
  'Trusted devices were removed',
);

voidLinksOn(TotpEnabled, TotpDisabled, SecondFactorRemoved, RecoveryCodesCreated);
notifyOwnerOn(TotpEnabled, TotpEnabledMail);
notifyOwnerOn(TotpDisabled, TotpDisabledMail);
notifyOwnerOn(SecondFactorRemoved, SecondFactorRemovedMail);
notifyOwnerOn(RecoveryCodesCreated, RecoveryCodesCreatedMail);
notifyOwnerOn(RecoveryCodeUsed, RecoveryCodeUsedMail);
