import { defineEvent } from '@platform/events/define-event';
import { voidLinksOn } from '../credentials/credential-changes';
import { notifyOwnerOn } from '../security-notices/security-notices';
import {
  RecoveryCodesMadeMail,
  RecoveryCodeUsedMail,
  SecondFactorRemovedMail,
  TotpOffMail,
  TotpOnMail,
} from './second-factor.mails';

export const TotpOn = defineEvent('auth.totp_on', 'An authenticator app was set up');
export const TotpOff = defineEvent('auth.totp_off', 'An authenticator app was removed');
export const SecondFactorRemoved = defineEvent(
  'auth.second_factor_removed',
  'Staff removed the second factor of somebody who had lost it',
);
export const RecoveryCodesMade = defineEvent(
  'auth.recovery_codes_made',
  'Recovery codes were made, and the former ended',
);
export const RecoveryCodeUsed = defineEvent<{ left: number }>('auth.recovery_code_used', 'A recovery code was used');
export const SecondFactorFailed = defineEvent(
  'auth.second_factor_failed',
  'Somebody who had shown the first factor failed to show the second',
);
export const DeviceTrusted = defineEvent<{ deviceId: string }>(
  'auth.device_trusted',
  'A device is trusted to do without the second factor',
);
export const DevicesDistrusted = defineEvent<{ count: number }>(
  'auth.devices_distrusted',
  'Devices are no longer trusted',
);

voidLinksOn(TotpOn, TotpOff, SecondFactorRemoved, RecoveryCodesMade);
notifyOwnerOn(TotpOn, TotpOnMail);
notifyOwnerOn(TotpOff, TotpOffMail);
notifyOwnerOn(SecondFactorRemoved, SecondFactorRemovedMail);
notifyOwnerOn(RecoveryCodesMade, RecoveryCodesMadeMail);
notifyOwnerOn(RecoveryCodeUsed, RecoveryCodeUsedMail);
