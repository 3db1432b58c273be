import { join } from 'node:path';
import { notifyOwnerOn } from '@features/auth';
import { defineMail } from '@features/mail';
import { PhoneChanged } from '@features/users';

const folder = join(__dirname, 'mails');
const link = 'https://id.example.com/page#token=uko_…';
const code = '1234 5678';

export const PasswordResetMail = defineMail('recovery.password_reset', {
  folder,
  values: { link, code, minutes: '60' },
});
export const VerifyEmailMail = defineMail('recovery.verify_email', { folder, values: { link, code, minutes: '60' } });
export const ConfirmNewEmailMail = defineMail('recovery.confirm_new_email', {
  folder,
  values: { link, code, minutes: '60' },
});
export const AddressInUseMail = defineMail('recovery.address_in_use', { folder, values: {} });
export const EmailChangedMail = defineMail('recovery.email_changed', { folder, values: { link, days: '7' } });
export const EmailRemovedMail = defineMail('recovery.email_removed', { folder, values: {} });
export const PhoneChangedMail = defineMail('recovery.phone_changed', {
  folder,
  values: { at: '25 November 2026, 16:03 UTC' },
});

notifyOwnerOn(PhoneChanged, PhoneChangedMail);
