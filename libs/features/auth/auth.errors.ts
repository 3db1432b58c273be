import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const AuthProblems = defineProblems('auth', {
  consent_required: {
    status: 403,
    title: { en: 'Accept the current terms first', de: 'Stimmen Sie zuerst den aktuellen Bedingungen zu' },
    detail: {
      en: 'Show the user the texts in `consents`. Then send the request again, with the accepted texts in `consents`.',
      de: 'Zeigen Sie dem Benutzer die Texte aus `consents` an. Senden Sie die Anfrage danach erneut, mit den akzeptierten Texten in `consents`.',
    },
  },
  wrong_credentials: {
    status: 401,
    title: {
      en: 'The email address, username or password is incorrect',
      de: 'E-Mail-Adresse, Benutzername oder Passwort ist falsch',
    },
    detail: {
      en: 'Check your input and try again, or reset your password.',
      de: 'Prüfen Sie Ihre Eingabe oder setzen Sie Ihr Passwort zurück.',
    },
  },
  wrong_password: {
    status: 403,
    title: { en: 'The current password is incorrect', de: 'Das aktuelle Passwort ist falsch' },
    detail: {
      en: 'Check your password and try again, or reset it.',
      de: 'Prüfen Sie Ihre Eingabe oder setzen Sie Ihr Passwort zurück.',
    },
  },
  account_suspended: {
    status: 403,
    title: { en: 'This account is suspended', de: 'Dieses Konto ist gesperrt' },
    detail: {
      en: 'Contact the administrator of this service.',
      de: 'Wenden Sie sich an den Administrator dieses Dienstes.',
    },
  },
  account_closed: {
    status: 403,
    title: { en: 'This account is about to be deleted', de: 'Dieses Konto ist zur Löschung vorgemerkt' },
    detail: {
      en: 'To keep it, open the link in the email about the deletion, or contact the administrator of this service.',
      de: 'Um es zu behalten, öffnen Sie den Link in der E-Mail über die Löschung, oder wenden Sie sich an den Administrator dieses Dienstes.',
    },
  },
  too_many_attempts: {
    status: 429,
    title: { en: 'Too many failed attempts', de: 'Zu viele fehlgeschlagene Versuche' },
    detail: { en: 'Try again in {seconds} seconds.', de: 'Versuchen Sie es in {seconds} Sekunden erneut.' },
  },
  last_sign_in_method: {
    status: 409,
    title: {
      en: "You can't remove your only sign-in method",
      de: 'Sie können Ihre einzige Anmeldemethode nicht entfernen',
    },
    detail: {
      en: 'Add a password, a passkey or another linked account first.',
      de: 'Fügen Sie zuerst ein Passwort, einen Passkey oder ein anderes verknüpftes Konto hinzu.',
    },
  },
  identifier_required: {
    status: 409,
    title: {
      en: 'A password requires a username or a verified email address',
      de: 'Für ein Passwort ist ein Benutzername oder eine bestätigte E-Mail-Adresse erforderlich',
    },
    detail: {
      en: 'Set a username or verify an email address first.',
      de: 'Legen Sie zuerst einen Benutzernamen fest oder bestätigen Sie eine E-Mail-Adresse.',
    },
  },
  registration_closed: {
    status: 403,
    title: { en: 'Registration is closed', de: 'Die Registrierung ist geschlossen' },
    detail: {
      en: 'Ask an administrator to create an account for you.',
      de: 'Bitten Sie einen Administrator, ein Konto für Sie anzulegen.',
    },
  },
  refresh_token_invalid: {
    status: 401,
    title: { en: 'The refresh token is invalid or expired', de: 'Das Refresh-Token ist ungültig oder abgelaufen' },
    detail: { en: 'Sign in again.', de: 'Melden Sie sich erneut an.' },
  },
  refresh_token_reused: {
    status: 401,
    title: { en: 'The refresh token was already used', de: 'Das Refresh-Token wurde bereits verwendet' },
    detail: {
      en: 'The token may have been stolen, so the session has been ended. Sign in again.',
      de: 'Das Token wurde möglicherweise gestohlen, deshalb wurde die Sitzung beendet. Melden Sie sich erneut an.',
    },
  },
  own_suspension: {
    status: 409,
    title: {
      en: "You can't suspend your own account",
      de: 'Sie können Ihr eigenes Konto nicht sperren',
    },
    detail: {
      en: 'Ask another administrator to suspend it.',
      de: 'Bitten Sie einen anderen Administrator, es zu sperren.',
    },
  },
  setup_token_invalid: {
    status: 401,
    title: {
      en: 'The setup token is invalid, expired or already used',
      de: 'Das Einrichtungs-Token ist ungültig, abgelaufen oder bereits verwendet',
    },
    detail: {
      en: 'Run `npx userkeep admin invite` to get a new setup link.',
      de: 'Mit `npx userkeep admin invite` erhalten Sie einen neuen Einrichtungslink.',
    },
  },
});

export const AuthFieldErrors = defineFieldErrors('auth', {
  password_too_short: {
    en: 'Use at least {min} characters. Several words make a strong password.',
    de: 'Verwenden Sie mindestens {min} Zeichen. Mehrere Wörter ergeben ein sicheres Passwort.',
  },
  password_too_long: { en: 'Use at most {max} characters.', de: 'Verwenden Sie höchstens {max} Zeichen.' },
  password_too_common: {
    en: 'This password is too common and easy to guess. Choose another one.',
    de: 'Dieses Passwort ist zu häufig und leicht zu erraten. Wählen Sie ein anderes.',
  },
  password_contains_personal_info: {
    en: 'This password consists of your name or email address. Choose another one.',
    de: 'Dieses Passwort besteht aus Ihrem Namen oder Ihrer E-Mail-Adresse. Wählen Sie ein anderes.',
  },
  password_invalid_characters: {
    en: 'This password contains control characters or invalid characters. Remove them.',
    de: 'Dieses Passwort enthält Steuerzeichen oder ungültige Zeichen. Entfernen Sie diese.',
  },
  one_of_email_or_username: {
    en: 'Enter an email address or a username, but not both.',
    de: 'Geben Sie eine E-Mail-Adresse oder einen Benutzernamen an, aber nicht beides.',
  },
  password_required: { en: 'Enter your password.', de: 'Geben Sie Ihr Passwort ein.' },
  second_factor_required: {
    en: 'Provide a code from your second factor and the method it belongs to.',
    de: 'Geben Sie einen Code Ihres zweiten Faktors und die zugehörige Methode an.',
  },
  until_in_past: {
    en: 'This time is in the past. Use a later time, or omit the field.',
    de: 'Dieser Zeitpunkt liegt in der Vergangenheit. Geben Sie einen späteren an, oder lassen Sie das Feld weg.',
  },
});
