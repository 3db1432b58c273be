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
  'Staff removed the second factor of somebody who had lost it',
);
export const RecoveryCodesCreated = defineEvent(
  'auth.recovery_codes_created',
  'Recovery codes were made, and the former ended',
);
export const RecoveryCodeUsed = defineEvent<{ left: number }>('auth.recovery_code_used', 'A recovery code was used');
export const SecondFactorFailed = defineEvent(
  'auth.second_factor_failed',
  'Somebody who had shown the first factor failed to show the second',
);
export const TrustedDeviceAdded = defineEvent<{ deviceId: string }>(
  'auth.trusted_device_added',
  'A device is trusted to do without the second factor',
);
export const TrustedDevicesRemoved = defineEvent<{ count: number }>(
  'auth.trusted_devices_removed',
  'Devices are no longer trusted',
);

voidLinksOn(TotpEnabled, TotpDisabled, SecondFactorRemoved, RecoveryCodesCreated);
notifyOwnerOn(TotpEnabled, TotpEnabledMail);
notifyOwnerOn(TotpDisabled, TotpDisabledMail);
notifyOwnerOn(SecondFactorRemoved, SecondFactorRemovedMail);
notifyOwnerOn(RecoveryCodesCreated, RecoveryCodesCreatedMail);
notifyOwnerOn(RecoveryCodeUsed, RecoveryCodeUsedMail);
