import type { Page } from '@platform/http/pages/page';

export const RESET_PASSWORD: Page = {
  posts: '/v1/recovery/password/confirm',
  title: { en: 'Reset your password', de: 'Passwort zurücksetzen' },
  intro: {
    en: 'Choose a new password. You will be signed out on all devices.',
    de: 'Wählen Sie ein neues Passwort. Sie werden auf allen Geräten abgemeldet.',
  },
  button: { en: 'Save password', de: 'Passwort speichern' },
  done: {
    en: 'Your password has been changed. Sign in with your new password.',
    de: 'Ihr Passwort wurde geändert. Melden Sie sich mit Ihrem neuen Passwort an.',
  },
  password: {
    name: 'newPassword',
    label: { en: 'New password', de: 'Neues Passwort' },
    autocomplete: 'new-password',
  },
};

export const VERIFY_EMAIL: Page = {
  posts: '/v1/recovery/email/confirm',
  title: { en: 'Confirm your email address', de: 'E-Mail-Adresse bestätigen' },
  intro: {
    en: 'Confirm only if you created this account yourself.',
    de: 'Bestätigen Sie nur, wenn Sie dieses Konto selbst angelegt haben.',
  },
  button: { en: 'Confirm email address', de: 'E-Mail-Adresse bestätigen' },
  done: { en: 'Your email address has been confirmed.', de: 'Ihre E-Mail-Adresse wurde bestätigt.' },
};

export const CONFIRM_EMAIL: Page = {
  posts: '/v1/recovery/email-change/confirm',
  title: { en: 'Confirm your new email address', de: 'Neue E-Mail-Adresse bestätigen' },
  intro: {
    en: 'Your account will use this email address. We will notify your previous email address of the change.',
    de: 'Ihr Konto verwendet künftig diese E-Mail-Adresse. Ihre bisherige E-Mail-Adresse erhält eine Benachrichtigung.',
  },
  button: { en: 'Confirm email address', de: 'E-Mail-Adresse bestätigen' },
  done: { en: 'Your email address has been changed.', de: 'Ihre E-Mail-Adresse wurde geändert.' },
};

export const UNDO_EMAIL_CHANGE: Page = {
  posts: '/v1/recovery/email-change/undo',
  title: { en: 'Undo the email address change', de: 'Änderung der E-Mail-Adresse rückgängig machen' },
  intro: {
    en: 'This restores your previous email address, signs out all devices and removes the password, passkeys, linked accounts and API keys. We will email you a link to reset your password. An authenticator app is kept if you set it up more than a week before the change; otherwise it is removed.',
    de: 'Ihre bisherige E-Mail-Adresse wird wiederhergestellt, alle Geräte werden abgemeldet, und Passwort, Passkeys, verknüpfte Konten und API-Schlüssel werden entfernt. Sie erhalten per E-Mail einen Link zum Zurücksetzen Ihres Passworts. Eine Authenticator-App bleibt erhalten, wenn Sie sie mehr als eine Woche vor der Änderung eingerichtet haben; andernfalls wird sie entfernt.',
  },
  button: { en: 'Undo the change', de: 'Änderung rückgängig machen' },
  done: {
    en: 'Your email address has been restored. Check your inbox for the link to reset your password.',
    de: 'Ihre E-Mail-Adresse wurde wiederhergestellt. Der Link zum Zurücksetzen Ihres Passworts ist in Ihrem Posteingang.',
  },
};
