import { join } from 'node:path';
import { defineMail } from '@features/mail';

const folder = join(__dirname, 'mails');
const at = '25 November 2026, 16:03 UTC';

export const IdentityLinkedMail = defineMail('identities.identity_linked', { folder, values: { at } });
export const IdentityUnlinkedMail = defineMail('identities.identity_unlinked', { folder, values: { at } });
