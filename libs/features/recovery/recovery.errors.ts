import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const RecoveryProblems = defineProblems('recovery', {
  anonymous_account: {
    status: 409,
    title: { en: 'The account is anonymous', de: 'Das Konto ist anonym' },
    detail: {
      en: 'Add an email address or another sign-in method first.',
      de: 'Hinterlegen Sie zuerst eine E-Mail-Adresse oder eine andere Anmeldemethode.',
    },
  },
});

export const RecoveryFieldErrors = defineFieldErrors('recovery', {
  email_or_sign_in: {
    en: 'Enter an email address, or sign in first.',
    de: 'Geben Sie eine E-Mail-Adresse an, oder melden Sie sich zuerst an.',
  },
});
