import type { Page } from '@platform/http/pages/page';

/** The fields of a page that completes a registration with an email address and a password. */
export const FINISHING_PAGE = {
  title: { en: 'Finish your registration', de: 'Registrierung abschließen' },
  intro: {
    en: 'Enter the password you chose when you registered. This confirms that the registration is yours.',
    de: 'Geben Sie das Passwort ein, das Sie bei der Registrierung gewählt haben. Damit bestätigen Sie, dass die Registrierung von Ihnen stammt.',
  },
  password: { name: 'password', label: { en: 'Password', de: 'Passwort' }, autocomplete: 'current-password' },
  problems: {
    'auth.wrong_credentials': {
      en: 'This is not the password you chose when you registered. Try again. If you forgot it, register again with a new password.',
      de: 'Das ist nicht das Passwort, das Sie bei der Registrierung gewählt haben. Versuchen Sie es erneut. Wenn Sie es vergessen haben, registrieren Sie sich noch einmal mit einem neuen Passwort.',
    },
  },
  fieldAfterError: {
    code: 'users.username_taken',
    name: 'username',
    label: { en: 'Choose another username', de: 'Anderen Benutzernamen wählen' },
  },
} satisfies Partial<Page>;
