import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');
const at = '25 November 2026, 16:03 UTC';

export const PasskeyAddedMail = defineMail('auth.passkey_added', { folder, values: { at } });
export const PasskeyRemovedMail = defineMail('auth.passkey_removed', { folder, values: { at } });
