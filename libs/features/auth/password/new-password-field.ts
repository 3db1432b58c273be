import type { Page } from '@platform/http/pages/page';

/** The page field for a new password, with the minimum length of the password policy. */
export const newPasswordField = (minLength: number): NonNullable<Page['password']> => ({
  name: 'password',
  label: { en: 'New password', de: 'Neues Passwort' },
  hint: {
    en: `Use at least ${minLength} characters, for example four random words.`,
    de: `Verwenden Sie mindestens ${minLength} Zeichen, zum Beispiel vier zufällige Wörter.`,
  },
  autocomplete: 'new-password',
});
