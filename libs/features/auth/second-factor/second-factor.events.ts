import { defineEvent, NoFacts } from '@platform/event-log/definitions/define-event';
import { IdField, IntegerField } from '@platform/http/fields/fields';
import { voidLinksOn } from '../credentials/credential-changes';
import { notifyOwnerOn } from '../security-notices/security-notices';
import {
  RecoveryCodesCreatedMail,
  RecoveryCodeUsedMail,
  SecondFactorRemovedMail,
  SmsFactorDisabledMail,
  SmsFactorEnabledMail,
  TotpDisabledMail,
  TotpEnabledMail,
} from './second-factor.mails';

class RecoveryCodeUsedFacts {
  @IntegerField({ min: 0, max: 100, description: 'The number of unused recovery codes.', example: 9 })
  left: number;
}

class TrustedDeviceFacts {
  @IdField({ description: 'The ID of the trusted device.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  deviceId: string;
}

class TrustedDevicesRemovedFacts {
  @IntegerField({ min: 1, max: 2_147_483_647, description: 'The number of trusted devices.', example: 1 })
  count: number;
}

export const TotpEnabled = defineEvent('auth.totp_enabled', 1, NoFacts, 'An authenticator app was set up');
export const TotpDisabled = defineEvent('auth.totp_disabled', 1, NoFacts, 'An authenticator app was removed');
export const SmsFactorEnabled = defineEvent(
  'auth.sms_factor_enabled',
  1,
  NoFacts,
  'Codes by text message were turned on as the second factor',
);
export const SmsFactorDisabled = defineEvent(
  'auth.sms_factor_disabled',
  1,
  NoFacts,
  'Codes by text message were turned off as the second factor',
);
export const SecondFactorRemoved = defineEvent(
  'auth.second_factor_removed',
  1,
  NoFacts,
  'An administrator removed the second factor of a user who lost it',
);
export const RecoveryCodesCreated = defineEvent(
  'auth.recovery_codes_created',
  1,
  NoFacts,
  'Recovery codes were created, and the previous ones were invalidated',
);
export const RecoveryCodeUsed = defineEvent(
  'auth.recovery_code_used',
  1,
  RecoveryCodeUsedFacts,
  'A recovery code was used',
);
export const SecondFactorFailed = defineEvent(
  'auth.second_factor_failed',
  1,
  NoFacts,
  'A sign-in attempt with the right first factor failed at the second factor',
);
export const TrustedDeviceAdded = defineEvent(
  'auth.trusted_device_added',
  1,
  TrustedDeviceFacts,
  'A device was trusted to sign in without a second factor',
);
export const TrustedDevicesRemoved = defineEvent(
  'auth.trusted_devices_removed',
  1,
  TrustedDevicesRemovedFacts,
  'Trusted devices were removed',
);

voidLinksOn(TotpEnabled, TotpDisabled, SmsFactorEnabled, SmsFactorDisabled, SecondFactorRemoved, RecoveryCodesCreated);
notifyOwnerOn(TotpEnabled, TotpEnabledMail);
notifyOwnerOn(TotpDisabled, TotpDisabledMail);
notifyOwnerOn(SmsFactorEnabled, SmsFactorEnabledMail);
notifyOwnerOn(SmsFactorDisabled, SmsFactorDisabledMail);
notifyOwnerOn(SecondFactorRemoved, SecondFactorRemovedMail);
notifyOwnerOn(RecoveryCodesCreated, RecoveryCodesCreatedMail);
notifyOwnerOn(RecoveryCodeUsed, RecoveryCodeUsedMail);
