import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const UsersProblems = defineProblems('users', {
  email_taken: {
    status: 409,
    title: { en: 'This e-mail address is already in use', de: 'Diese E-Mail-Adresse wird schon verwendet' },
  },
  username_taken: {
    status: 409,
    title: { en: 'This username is already in use', de: 'Dieser Benutzername ist schon vergeben' },
  },
});

export const UsersFieldErrors = defineFieldErrors('users', {
  bad_email: {
    en: 'This is not an e-mail address we can deliver to.',
    de: 'An diese E-Mail-Adresse können wir nichts zustellen.',
  },
  bad_username: {
    en: 'Use 3 to 30 letters, digits, dots, dashes or underscores, beginning and ending with a letter or digit.',
    de: 'Erlaubt sind 3 bis 30 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche, am Anfang und Ende ein Buchstabe oder eine Ziffer.',
  },
  reserved_username: { en: 'This username is reserved.', de: 'Dieser Benutzername ist reserviert.' },
  bad_locale: { en: 'This is not a language tag.', de: 'Das ist kein Sprachkürzel.' },
});
