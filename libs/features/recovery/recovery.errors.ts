import { defineFieldErrors } from '@platform/errors/catalogue';

export const RecoveryFieldErrors = defineFieldErrors('recovery', {
  email_or_sign_in: {
    en: 'Enter an email address, or sign in first.',
    de: 'Geben Sie eine E-Mail-Adresse an, oder melden Sie sich zuerst an.',
  },
});
