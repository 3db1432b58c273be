import type { Page } from '@platform/http/pages/page';

/** What a page asks that finishes what was begun with an address and a password. */
export const FINISHING_PAGE = {
  title: { en: 'Finish your registration', de: 'Ihre Registrierung abschließen' },
  intro: {
    en: 'Type the password you have chosen once more, so that nobody else can finish this for you.',
    de: 'Geben Sie das gewählte Passwort noch einmal ein, damit niemand anderes dies für Sie abschließen kann.',
  },
  password: { name: 'password', label: { en: 'Password', de: 'Passwort' }, autocomplete: 'current-password' },
  otherwise: {
    code: 'users.username_taken',
    name: 'username',
    label: { en: 'Another username', de: 'Ein anderer Benutzername' },
  },
} satisfies Partial<Page>;
