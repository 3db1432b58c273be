import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

/** Links and codes of every kind share this error, so that it does not tell an attacker what was wrong. */
export const OneTimeProblems = defineProblems('one_time', {
  not_valid: {
    status: 401,
    title: {
      en: 'This link or code is invalid or has expired',
      de: 'Dieser Link oder Code ist ungültig oder abgelaufen',
    },
    detail: {
      en: 'A link or code can be used once, and only the most recent one is valid. Request a new one.',
      de: 'Ein Link oder Code kann nur einmal verwendet werden, und nur der neueste ist gültig. Fordern Sie einen neuen an.',
    },
  },
});

export const OneTimeFieldErrors = defineFieldErrors('one_time', {
  token_or_code: {
    en: 'Enter the token from the link or the code, but not both.',
    de: 'Geben Sie das Token aus dem Link oder den Code an, aber nicht beides.',
  },
  code_without_email: {
    en: 'Enter the email address that the code was sent to, or sign in first.',
    de: 'Geben Sie die E-Mail-Adresse an, an die der Code gesendet wurde, oder melden Sie sich zuerst an.',
  },
  bad_email: {
    en: 'This email address is not valid. Check its spelling.',
    de: 'Diese E-Mail-Adresse ist ungültig. Prüfen Sie die Schreibweise.',
  },
});
