import { defineFieldErrors } from '@platform/errors/catalogue';

export const RecoveryFieldErrors = defineFieldErrors('recovery', {
  email_or_sign_in: {
    en: 'Give an e-mail address, or sign in.',
    de: 'Geben Sie eine E-Mail-Adresse an oder melden Sie sich an.',
  },
});
