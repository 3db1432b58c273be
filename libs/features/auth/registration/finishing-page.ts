import type { Page } from '@platform/http/pages/page';

/** What a page asks that finishes what was begun with an address and a password. */
export const FINISHING_PAGE = {
  title: { en: 'Finish your registration', de: 'Ihre Registrierung abschließen' },
  intro: {
    en: 'Enter the password that you chose when you registered. This confirms that the registration is yours.',
    de: 'Geben Sie das Passwort ein, das Sie bei der Registrierung gewählt haben. Damit bestätigen Sie, dass die Registrierung von Ihnen stammt.',
  },
  password: { name: 'password', label: { en: 'Password', de: 'Passwort' }, autocomplete: 'current-password' },
  problems: {
    'auth.wrong_credentials': {
      en: 'This is not the password that you chose when you registered. Try again. If you do not remember it, register again with a new password.',
      de: 'Das ist nicht das Passwort, das Sie bei der Registrierung gewählt haben. Versuchen Sie es noch einmal. Wenn Sie es vergessen haben, registrieren Sie sich mit einem neuen Passwort noch einmal.',
    },
  },
  otherwise: {
    code: 'users.username_taken',
    name: 'username',
    label: { en: 'Another username', de: 'Ein anderer Benutzername' },
  },
} satisfies Partial<Page>;
