import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';
import { SCHEMA_FAULT_TEXTS } from '@platform/json-schema/schema-fault-texts';

export const PreferencesProblems = defineProblems('preferences', {
  too_many_namespaces: {
    status: 409,
    title: { en: 'There are too many namespaces', de: 'Es gibt zu viele Namensräume' },
    detail: {
      en: 'A user can store preferences in at most {max} namespaces. Reset one of them first.',
      de: 'Ein Benutzer kann Einstellungen in höchstens {max} Namensräumen speichern. Setzen Sie zuerst einen zurück.',
    },
  },
  too_many_schemas: {
    status: 409,
    title: { en: 'There are too many schemas', de: 'Es gibt zu viele Schemas' },
    detail: {
      en: 'At most {max} namespaces can have a schema. Delete one first.',
      de: 'Höchstens {max} Namensräume können ein Schema haben. Löschen Sie zuerst eines.',
    },
  },
  schema_breaks_documents: {
    status: 409,
    title: {
      en: 'Stored preferences do not match this schema',
      de: 'Gespeicherte Einstellungen entsprechen diesem Schema nicht',
    },
    detail: {
      en: '{misfits} of {total} stored documents do not match it. Change the schema, or send `force: true` to reset the values that do not match.',
      de: '{misfits} von {total} gespeicherten Dokumenten entsprechen ihm nicht. Ändern Sie das Schema, oder senden Sie `force: true`, um die abweichenden Werte zurückzusetzen.',
    },
  },
  no_session: {
    status: 403,
    title: {
      en: "API keys can't use preferences for one device",
      de: 'Mit API-Schlüsseln sind keine Einstellungen für einzelne Geräte möglich',
    },
    detail: {
      en: 'Omit `device`, or use an access token: preferences for one device belong to a session.',
      de: 'Lassen Sie `device` weg oder verwenden Sie ein Zugriffstoken: Einstellungen für ein Gerät gehören zu einer Sitzung.',
    },
  },
});

export const PreferencesFieldErrors = defineFieldErrors('preferences', {
  bad_key: {
    en: 'The name of a key starts with a lowercase letter and has up to 64 letters, digits, hyphens or underscores.',
    de: 'Der Name eines Schlüssels beginnt mit einem Kleinbuchstaben und hat bis zu 64 Buchstaben, Ziffern, Binde- oder Unterstriche.',
  },
  read_only: {
    en: 'You are not allowed to change this key.',
    de: 'Sie dürfen diesen Schlüssel nicht ändern.',
  },
  not_valid: {
    en: 'This value does not match the schema of the namespace ({keyword}).',
    de: 'Dieser Wert entspricht nicht dem Schema des Namensraums ({keyword}).',
  },
  too_large: {
    en: 'The preferences of a namespace can take at most {max} bytes. Shorten or remove some.',
    de: 'Die Einstellungen eines Namensraums dürfen höchstens {max} Byte umfassen. Kürzen oder entfernen Sie einige.',
  },
  too_deep: {
    en: 'A value can have at most {max} nested levels.',
    de: 'Ein Wert darf höchstens {max} verschachtelte Ebenen haben.',
  },
  not_per_device: {
    en: 'This key applies to all devices. Send it without `device`.',
    de: 'Dieser Schlüssel gilt für alle Geräte. Senden Sie ihn ohne `device`.',
  },
  shipped_property: {
    en: 'This property is built in. Keep its schema; you can change its default and add other properties.',
    de: 'Diese Eigenschaft ist integriert. Behalten Sie ihr Schema bei. Sie können ihren Standardwert ändern und weitere Eigenschaften hinzufügen.',
  },
  ...SCHEMA_FAULT_TEXTS,
});
