import { defineProblems } from '@platform/errors/catalogue';

export const SecondFactorProblems = defineProblems('auth', {
  wrong_code: {
    status: 401,
    title: {
      en: 'This code is wrong or was already used',
      de: 'Dieser Code ist falsch oder wurde bereits verwendet',
    },
    detail: {
      en: 'Enter the current code from your authenticator app or text message, or an unused recovery code.',
      de: 'Geben Sie den aktuellen Code Ihrer Authenticator-App oder SMS oder einen unbenutzten Wiederherstellungscode ein.',
    },
  },
  wrong_second_factor: {
    status: 403,
    title: {
      en: 'This code is wrong or was already used',
      de: 'Dieser Code ist falsch oder wurde bereits verwendet',
    },
    detail: {
      en: 'Enter the current code from your authenticator app or text message, or an unused recovery code.',
      de: 'Geben Sie den aktuellen Code Ihrer Authenticator-App oder SMS oder einen unbenutzten Wiederherstellungscode ein.',
    },
  },
  totp_already_enabled: {
    status: 409,
    title: { en: 'An authenticator app is already set up', de: 'Eine Authenticator-App ist bereits eingerichtet' },
    detail: {
      en: 'Remove it before you set up another one.',
      de: 'Entfernen Sie sie, bevor Sie eine andere einrichten.',
    },
  },
  totp_not_enabled: {
    status: 409,
    title: { en: 'No authenticator app is set up', de: 'Es ist keine Authenticator-App eingerichtet' },
    detail: { en: 'Set up an authenticator app first.', de: 'Richten Sie zuerst eine Authenticator-App ein.' },
  },
  no_verified_phone: {
    status: 409,
    title: { en: 'The account has no verified phone number', de: 'Das Konto hat keine bestätigte Telefonnummer' },
    detail: { en: 'Verify a phone number first.', de: 'Bestätigen Sie zuerst eine Telefonnummer.' },
  },
  sms_already_enabled: {
    status: 409,
    title: {
      en: 'Codes by text message are already required',
      de: 'Codes per SMS sind bereits erforderlich',
    },
    detail: { en: 'No further action is needed.', de: 'Sie müssen nichts weiter tun.' },
  },
  sms_not_enabled: {
    status: 409,
    title: { en: 'Codes by text message are not required', de: 'Codes per SMS sind nicht erforderlich' },
    detail: {
      en: 'Turn on codes by text message first, or use another method.',
      de: 'Aktivieren Sie zuerst Codes per SMS, oder verwenden Sie eine andere Methode.',
    },
  },
  step_up_unavailable: {
    status: 409,
    title: {
      en: 'No step-up method is set up for this account',
      de: 'Für dieses Konto ist keine Methode zur erneuten Authentifizierung eingerichtet',
    },
    detail: {
      en: 'Set a password, passkey or authenticator app first, or sign in again: sensitive actions are allowed for a short time after signing in.',
      de: 'Richten Sie zuerst ein Passwort, einen Passkey oder eine Authenticator-App ein, oder melden Sie sich erneut an: Kurz nach der Anmeldung sind sensible Aktionen erlaubt.',
    },
  },
});
