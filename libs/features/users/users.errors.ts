import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';
import { SCHEMA_FAULT_TEXTS } from '@platform/json-schema/schema-fault-texts';

export const UsersProblems = defineProblems('users', {
  email_taken: {
    status: 409,
    title: { en: 'This email address is already in use', de: 'Diese E-Mail-Adresse wird bereits verwendet' },
    detail: {
      en: 'Sign in with it, or use another email address.',
      de: 'Melden Sie sich damit an, oder verwenden Sie eine andere E-Mail-Adresse.',
    },
  },
  username_taken: {
    status: 409,
    title: { en: 'This username is already taken', de: 'Dieser Benutzername ist bereits vergeben' },
    detail: { en: 'Choose another username.', de: 'Wählen Sie einen anderen Benutzernamen.' },
  },
  username_required: {
    status: 409,
    title: {
      en: 'This username is required to sign in',
      de: 'Dieser Benutzername wird für die Anmeldung benötigt',
    },
    detail: {
      en: 'The account has a password, but no email address and no other sign-in method. Add one of these first.',
      de: 'Das Konto hat ein Passwort, aber keine E-Mail-Adresse und keine andere Anmeldemethode. Fügen Sie zuerst eine davon hinzu.',
    },
  },
  avatar_unreadable: {
    status: 422,
    title: { en: 'This image could not be read', de: 'Dieses Bild konnte nicht gelesen werden' },
    detail: {
      en: 'Upload a PNG, JPEG, WebP, GIF or AVIF image.',
      de: 'Laden Sie ein Bild im Format PNG, JPEG, WebP, GIF oder AVIF hoch.',
    },
  },
  avatar_too_many_pixels: {
    status: 422,
    title: { en: 'This image has too many pixels', de: 'Dieses Bild hat zu viele Pixel' },
    detail: {
      en: 'Upload an image with at most {megapixels} megapixels.',
      de: 'Laden Sie ein Bild mit höchstens {megapixels} Megapixeln hoch.',
    },
  },
  own_email: {
    status: 403,
    title: {
      en: "You can't change your own email address here",
      de: 'Ihre eigene E-Mail-Adresse können Sie hier nicht ändern',
    },
    detail: {
      en: 'Change it with POST /v1/me/email, or verify it with POST /v1/recovery/email.',
      de: 'Ändern Sie sie mit POST /v1/me/email, oder bestätigen Sie sie mit POST /v1/recovery/email.',
    },
  },
  account_closed: {
    status: 409,
    title: { en: 'This account is about to be deleted', de: 'Dieses Konto ist zur Löschung vorgemerkt' },
    detail: {
      en: 'Cancel the deletion first. This is possible until the grace period ends.',
      de: 'Brechen Sie zuerst die Löschung ab. Das ist bis zum Ablauf der Frist möglich.',
    },
  },
  account_has_more_rights: {
    status: 403,
    title: {
      en: 'This account has permissions that you do not have',
      de: 'Dieses Konto hat Berechtigungen, die Sie nicht haben',
    },
    detail: {
      en: 'Only a user with the same or more permissions can make this change.',
      de: 'Nur ein Benutzer mit mindestens diesen Berechtigungen kann diese Änderung vornehmen.',
    },
  },
});

export const UsersFieldErrors = defineFieldErrors('users', {
  bad_email: {
    en: 'This email address is not valid. Check its spelling.',
    de: 'Diese E-Mail-Adresse ist ungültig. Prüfen Sie die Schreibweise.',
  },
  bad_email_domain: {
    en: 'This domain is not valid. Enter the part after the @, for example `example.com`.',
    de: 'Diese Domain ist ungültig. Geben Sie den Teil nach dem @ an, zum Beispiel `example.com`.',
  },
  bad_username: {
    en: 'Use 3 to 30 letters, digits, dots, hyphens or underscores. Start and end with a letter or digit.',
    de: 'Verwenden Sie 3 bis 30 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche. Das erste und das letzte Zeichen müssen ein Buchstabe oder eine Ziffer sein.',
  },
  reserved_username: {
    en: 'This username is reserved. Choose another one.',
    de: 'Dieser Benutzername ist reserviert. Wählen Sie einen anderen.',
  },
  bad_locale: {
    en: 'This is not a valid language tag. Use one such as `en` or `de-AT`.',
    de: 'Dies ist kein gültiges Sprachkürzel. Verwenden Sie zum Beispiel `en` oder `de-AT`.',
  },
  bad_birth_date: {
    en: 'The birth date must be a date in the past.',
    de: 'Das Geburtsdatum muss in der Vergangenheit liegen.',
  },
  bad_created_at: {
    en: '`createdAt` must be between 1970 and the current time.',
    de: '`createdAt` muss zwischen 1970 und dem aktuellen Zeitpunkt liegen.',
  },
  bad_phone_number: {
    en: 'This phone number is not valid. Enter it with the country code, for example `+49 30 123456`.',
    de: 'Diese Telefonnummer ist ungültig. Geben Sie sie mit Ländervorwahl an, zum Beispiel `+49 30 123456`.',
  },
  multiple_primary: {
    en: 'Only one phone number can be the primary one.',
    de: 'Nur eine Telefonnummer kann die primäre sein.',
  },
  bad_country: {
    en: 'This is not a valid country code. Use two letters, for example `DE`.',
    de: 'Dies ist kein gültiger Ländercode. Verwenden Sie zwei Buchstaben, zum Beispiel `DE`.',
  },
  attribute_read_only: {
    en: 'You are not allowed to change this attribute.',
    de: 'Sie dürfen dieses Attribut nicht ändern.',
  },
  attribute_not_valid: {
    en: 'This value does not match the attribute schema ({keyword}).',
    de: 'Dieser Wert entspricht nicht dem Attributschema ({keyword}).',
  },
  attributes_too_large: {
    en: 'All attributes together can take at most {max} bytes. Shorten or remove some.',
    de: 'Alle Attribute dürfen zusammen höchstens {max} Byte umfassen. Kürzen oder entfernen Sie einige.',
  },
  schema_name: {
    en: 'An attribute name starts with a letter and has up to 64 letters, digits or underscores.',
    de: 'Der Name eines Attributs beginnt mit einem Buchstaben und hat bis zu 64 Buchstaben, Ziffern oder Unterstriche.',
  },
  ...SCHEMA_FAULT_TEXTS,
});
