import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

/** One for links and codes of every kind: which of them was wrong, and why, is nobody's business. */
export const OneTimeProblems = defineProblems('one_time', {
  not_valid: {
    status: 401,
    title: {
      en: 'This link or code is not valid, or not any more',
      de: 'Dieser Link oder Code ist ungültig oder abgelaufen',
    },
    detail: {
      en: 'It is good for one use and a short time, and only the newest one. Ask for another.',
      de: 'Er gilt einmal, kurze Zeit, und nur der neueste. Fordern Sie einen neuen an.',
    },
  },
});

export const OneTimeFieldErrors = defineFieldErrors('one_time', {
  token_or_code: {
    en: 'Give either the token of the link or the code.',
    de: 'Geben Sie entweder das Token des Links oder den Code an.',
  },
  code_without_email: {
    en: 'A code needs the e-mail address it was sent to, unless you are signed in.',
    de: 'Zu einem Code gehört die E-Mail-Adresse, an die er ging, wenn Sie nicht angemeldet sind.',
  },
  bad_email: {
    en: 'This is not an e-mail address we can deliver to.',
    de: 'An diese E-Mail-Adresse können wir nichts zustellen.',
  },
});
