import { defineEvent } from '@platform/events/define-event';
import { changeCredentials } from '../credential-changes';
import { tellOf } from '../notices/notices';
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
  'An administrator removed the second factor of a user who lost it',
);
export const RecoveryCodesMade = defineEvent(
  'auth.recovery_codes_made',
  'Recovery codes were created, and the previous ones were invalidated',
);
export const RecoveryCodeUsed = defineEvent<{ left: number }>('auth.recovery_code_used', 'A recovery code was used');
export const SecondFactorFailed = defineEvent(
  'auth.second_factor_failed',
  'A sign-in attempt with the right first factor failed at the second factor',
);
export const DeviceTrusted = defineEvent<{ deviceId: string }>(
  'auth.device_trusted',
  'A device was trusted to sign in without a second factor',
);
export const DevicesDistrusted = defineEvent<{ count: number }>(
  'auth.devices_distrusted',
  'Trusted devices were removed',
);

changeCredentials(TotpOn, TotpOff, SecondFactorRemoved, RecoveryCodesMade);
tellOf(TotpOn, TotpOnMail);
tellOf(TotpOff, TotpOffMail);
tellOf(SecondFactorRemoved, SecondFactorRemovedMail);
tellOf(RecoveryCodesMade, RecoveryCodesMadeMail);
tellOf(RecoveryCodeUsed, RecoveryCodeUsedMail);
