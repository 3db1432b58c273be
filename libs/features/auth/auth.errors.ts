import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const AuthProblems = defineProblems('auth', {
  wrong_credentials: {
    status: 401,
    title: { en: 'Name or password is wrong', de: 'Name oder Passwort ist falsch' },
  },
  wrong_password: {
    status: 403,
    title: { en: 'The current password is wrong', de: 'Das aktuelle Passwort ist falsch' },
  },
  account_suspended: {
    status: 403,
    title: { en: 'This account is suspended', de: 'Dieses Konto ist gesperrt' },
  },
  too_many_attempts: {
    status: 429,
    title: { en: 'Too many attempts', de: 'Zu viele Versuche' },
    detail: { en: 'Try again in {seconds} seconds.', de: 'Versuchen Sie es in {seconds} Sekunden erneut.' },
  },
  last_way_in: {
    status: 409,
    title: { en: 'This is your last way in', de: 'Das ist Ihr letzter Weg hinein' },
    detail: {
      en: 'Set up another one first: a password, a passkey, or another account to sign in with.',
      de: 'Richten Sie erst einen anderen ein: ein Passwort, einen Passkey oder ein anderes Konto zum Anmelden.',
    },
  },
  password_needs_name: {
    status: 409,
    title: { en: 'There is nothing to sign in with beside it', de: 'Es fehlt etwas, womit man sich anmeldet' },
    detail: {
      en: 'Choose a username or prove an e-mail address first.',
      de: 'Wählen Sie erst einen Benutzernamen, oder bestätigen Sie eine E-Mail-Adresse.',
    },
  },
  registration_closed: {
    status: 403,
    title: { en: 'Accounts are created by administrators here', de: 'Konten legen hier die Verwalter an' },
  },
  refresh_token_invalid: {
    status: 401,
    title: { en: 'The refresh token is not valid', de: 'Das Refresh-Token ist ungültig' },
  },
  refresh_token_reused: {
    status: 401,
    title: { en: 'The refresh token was used before', de: 'Das Refresh-Token wurde schon benutzt' },
    detail: {
      en: 'Somebody else may have it, so the session was ended. Sign in again.',
      de: 'Jemand anderes könnte es haben, darum wurde die Sitzung beendet. Melden Sie sich neu an.',
    },
  },
  own_suspension: {
    status: 409,
    title: {
      en: 'You cannot suspend your own account',
      de: 'Sie können Ihr eigenes Konto nicht sperren',
    },
  },
  setup_token_invalid: {
    status: 401,
    title: { en: 'This one-time secret is not valid any more', de: 'Dieses Einmal-Geheimnis gilt nicht mehr' },
  },
});

export const AuthFieldErrors = defineFieldErrors('auth', {
  password_too_short: {
    en: 'Use at least {min} characters; a few words make a good password.',
    de: 'Mindestens {min} Zeichen; ein paar Wörter ergeben ein gutes Passwort.',
  },
  password_too_long: { en: 'Use at most {max} characters.', de: 'Höchstens {max} Zeichen.' },
  password_too_common: {
    en: 'This password is among the first that are guessed.',
    de: 'Dieses Passwort gehört zu den ersten, die geraten werden.',
  },
  password_about_you: {
    en: 'This password is made of your name or address.',
    de: 'Dieses Passwort besteht aus Ihrem Namen oder Ihrer Adresse.',
  },
  password_unreadable: {
    en: 'This password has characters that cannot be typed reliably.',
    de: 'Dieses Passwort hat Zeichen, die sich nicht verlässlich eingeben lassen.',
  },
  one_of_email_or_username: {
    en: 'Give either an e-mail address or a username.',
    de: 'Geben Sie entweder eine E-Mail-Adresse oder einen Benutzernamen an.',
  },
  password_needed: { en: 'Give your password.', de: 'Geben Sie Ihr Passwort an.' },
  second_factor_needed: {
    en: 'Give a code of your second factor, and say which it is.',
    de: 'Geben Sie einen Code Ihres zweiten Faktors an, und welcher es ist.',
  },
  until_is_past: {
    en: 'This moment is in the past. Give a later one, or leave it out.',
    de: 'Dieser Zeitpunkt liegt in der Vergangenheit. Geben Sie einen späteren an, oder lassen Sie ihn weg.',
  },
});
