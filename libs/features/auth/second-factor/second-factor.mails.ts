import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');
const at = '25 November 2026, 16:03 UTC';

export const TotpOnMail = defineMail('auth.totp_on', { folder, values: { at } });
export const TotpOffMail = defineMail('auth.totp_off', { folder, values: { at } });
export const SecondFactorRemovedMail = defineMail('auth.second_factor_removed', { folder, values: { at } });
export const RecoveryCodesMadeMail = defineMail('auth.recovery_codes_made', { folder, values: { at } });
export const RecoveryCodeUsedMail = defineMail('auth.recovery_code_used', { folder, values: { at } });
