import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');
const at = '25 November 2026, 16:03 UTC';

export const TotpEnabledMail = defineMail('auth.totp_enabled', { folder, values: { at } });
export const TotpDisabledMail = defineMail('auth.totp_disabled', { folder, values: { at } });
export const SmsFactorEnabledMail = defineMail('auth.sms_factor_enabled', { folder, values: { at } });
export const SmsFactorDisabledMail = defineMail('auth.sms_factor_disabled', { folder, values: { at } });
export const SecondFactorRemovedMail = defineMail('auth.second_factor_removed', { folder, values: { at } });
export const RecoveryCodesCreatedMail = defineMail('auth.recovery_codes_created', { folder, values: { at } });
export const RecoveryCodeUsedMail = defineMail('auth.recovery_code_used', { folder, values: { at } });
