import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const UsersProblems = defineProblems('users', {
  email_taken: {
    status: 409,
    title: { en: 'This e-mail address is already in use', de: 'Diese E-Mail-Adresse wird schon verwendet' },
  },
  username_taken: {
    status: 409,
    title: { en: 'This username is already in use', de: 'Dieser Benutzername ist schon vergeben' },
  },
  username_needed: {
    status: 409,
    title: {
      en: 'Without this username nobody could sign in any more',
      de: 'Ohne diesen Benutzernamen käme niemand mehr herein',
    },
    detail: {
      en: 'The account has a password, no e-mail address, and no other way in.',
      de: 'Das Konto hat ein Passwort, keine E-Mail-Adresse und keinen anderen Zugang.',
    },
  },
  avatar_unreadable: {
    status: 422,
    title: { en: 'This is not a picture we can read', de: 'Dieses Bild können wir nicht lesen' },
    detail: { en: 'PNG, JPEG, WebP, GIF and AVIF are read.', de: 'Gelesen werden PNG, JPEG, WebP, GIF und AVIF.' },
  },
  avatar_too_many_pixels: {
    status: 422,
    title: { en: 'This picture has too many pixels', de: 'Dieses Bild hat zu viele Bildpunkte' },
    detail: { en: 'At most {megapixels} megapixels are read.', de: 'Gelesen werden höchstens {megapixels} Megapixel.' },
  },
  own_address: {
    status: 403,
    title: {
      en: 'Your own address is not changed as an administrator',
      de: 'Die eigene Adresse ändern Sie nicht als Administrator',
    },
    detail: {
      en: 'Prove it: POST /v1/me/email or POST /v1/recovery/email.',
      de: 'Weisen Sie sie nach: POST /v1/me/email oder POST /v1/recovery/email.',
    },
  },
  account_has_more_rights: {
    status: 403,
    title: {
      en: 'This account has rights that you do not have',
      de: 'Dieses Konto hat Rechte, die Sie nicht haben',
    },
    detail: {
      en: 'Only a user with the same or more rights can make this change.',
      de: 'Nur ein Benutzer mit mindestens diesen Rechten kann diese Änderung vornehmen.',
    },
  },
});

export const UsersFieldErrors = defineFieldErrors('users', {
  bad_email: {
    en: 'This is not an e-mail address we can deliver to.',
    de: 'An diese E-Mail-Adresse können wir nichts zustellen.',
  },
  bad_email_domain: {
    en: 'This is not the domain of an e-mail address.',
    de: 'Das ist nicht die Domain einer E-Mail-Adresse.',
  },
  bad_username: {
    en: 'Use 3 to 30 letters, digits, dots, dashes or underscores, beginning and ending with a letter or digit.',
    de: 'Erlaubt sind 3 bis 30 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche, am Anfang und Ende ein Buchstabe oder eine Ziffer.',
  },
  reserved_username: { en: 'This username is reserved.', de: 'Dieser Benutzername ist reserviert.' },
  bad_locale: { en: 'This is not a language tag.', de: 'Das ist kein Sprachkürzel.' },
  bad_birth_date: {
    en: 'This is not a day of the past.',
    de: 'Das ist kein Tag der Vergangenheit.',
  },
  bad_created_at: {
    en: 'This is not a moment from 1970 until now.',
    de: 'Das ist kein Zeitpunkt von 1970 bis jetzt.',
  },
  bad_phone_number: {
    en: 'This is not a phone number of any country.',
    de: 'Das ist in keinem Land eine Telefonnummer.',
  },
  second_primary: { en: 'Only one number can be the primary one.', de: 'Nur eine Nummer kann die wichtigste sein.' },
  bad_country: { en: 'This is not the code of a country.', de: 'Das ist kein Länderkürzel.' },
  attribute_read_only: {
    en: 'You may not write this attribute.',
    de: 'Dieses Attribut dürfen Sie nicht schreiben.',
  },
  attribute_not_valid: {
    en: 'This does not fit the attribute schema ({keyword}).',
    de: 'Das passt nicht zum Attribut-Schema ({keyword}).',
  },
  attributes_too_large: {
    en: 'All attributes together may take at most {max} bytes.',
    de: 'Alle Attribute zusammen dürfen höchstens {max} Bytes groß sein.',
  },
  schema_keyword: {
    en: 'This keyword is not supported here.',
    de: 'Dieses Schlüsselwort wird hier nicht unterstützt.',
  },
  schema_value: {
    en: 'This keyword cannot have this value.',
    de: 'Dieses Schlüsselwort kann diesen Wert nicht haben.',
  },
  schema_name: {
    en: 'Attributes are named with a letter and up to 63 letters, digits or underscores.',
    de: 'Attribute heißen nach einem Buchstaben und bis zu 63 Buchstaben, Ziffern oder Unterstrichen.',
  },
  schema_reference: {
    en: 'Only references to #/$defs/… are followed, and never in a circle.',
    de: 'Verwiesen wird nur auf #/$defs/… und nie im Kreis.',
  },
  schema_too_large: {
    en: 'The schema is too large, too deep, or becomes so when its references are followed.',
    de: 'Das Schema ist zu groß, zu tief, oder wird es, wenn man seinen Verweisen folgt.',
  },
  schema_pattern: {
    en: 'This pattern does not exist in RE2: no back-references, no look-around.',
    de: 'Dieses Muster gibt es in RE2 nicht: keine Rückbezüge, kein Vor- oder Zurückschauen.',
  },
  schema_refused: {
    en: 'This is not a strict JSON Schema: {reason}',
    de: 'Das ist kein strenges JSON-Schema: {reason}',
  },
});
