import type { Page } from '@platform/http/pages/page';

export const RESET_PASSWORD: Page = {
  posts: '/v1/recovery/password/confirm',
  title: { en: 'Choose a new password', de: 'Ein neues Passwort wählen' },
  intro: {
    en: 'Every device that is signed in will be signed out.',
    de: 'Alle Geräte, die angemeldet sind, werden abgemeldet.',
  },
  button: { en: 'Save the password', de: 'Passwort speichern' },
  done: { en: 'Done. Sign in with your new password.', de: 'Fertig. Melden Sie sich mit dem neuen Passwort an.' },
  password: {
    name: 'newPassword',
    label: { en: 'New password', de: 'Neues Passwort' },
    autocomplete: 'new-password',
  },
};

export const VERIFY_EMAIL: Page = {
  posts: '/v1/recovery/email/confirm',
  title: { en: 'Confirm your e-mail address', de: 'Ihre E-Mail-Adresse bestätigen' },
  intro: {
    en: 'Confirm only if you made this account yourself.',
    de: 'Bestätigen Sie nur, wenn Sie dieses Konto selbst angelegt haben.',
  },
  button: { en: 'This is my address', de: 'Das ist meine Adresse' },
  done: { en: 'Thank you, your address is confirmed.', de: 'Danke, Ihre Adresse ist bestätigt.' },
};

export const CONFIRM_EMAIL: Page = {
  posts: '/v1/recovery/email-change/confirm',
  title: { en: 'Use this e-mail address', de: 'Diese E-Mail-Adresse benutzen' },
  intro: {
    en: 'Your account will use this address from now on; the former one is told.',
    de: 'Ihr Konto benutzt ab jetzt diese Adresse; die bisherige bekommt eine Nachricht.',
  },
  button: { en: 'Use this address', de: 'Diese Adresse benutzen' },
  done: { en: 'Done. Your account has its new address.', de: 'Fertig. Ihr Konto hat seine neue Adresse.' },
};

export const UNDO_EMAIL_CHANGE: Page = {
  posts: '/v1/recovery/email-change/undo',
  title: { en: 'Take your account back', de: 'Ihr Konto zurückholen' },
  intro: {
    en: 'Your account gets its former address back, every device is signed out, passwords, passkeys and linked accounts are removed, and a link to choose a new password is mailed to you. An authenticator app stays if it was set up more than a week before the change, and is asked for; any younger one is removed.',
    de: 'Ihr Konto bekommt seine frühere Adresse wieder, alle Geräte werden abgemeldet, Passwort, Passkeys und verknüpfte Konten werden entfernt, und Sie bekommen einen Link, um ein neues Passwort zu wählen. Eine Authenticator-App, die mehr als eine Woche vor der Änderung eingerichtet wurde, bleibt, und nach ihr wird gefragt; jede jüngere wird entfernt.',
  },
  button: { en: 'This was not me', de: 'Das war ich nicht' },
  done: {
    en: 'Done. Look for the mail with the link to choose a new password.',
    de: 'Fertig. Sie bekommen gleich eine Mail mit dem Link für ein neues Passwort.',
  },
};
