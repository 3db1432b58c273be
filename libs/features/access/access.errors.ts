import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const RoleProblems = defineProblems('roles', {
  unknown: {
    status: 422,
    title: { en: 'There is no such role', de: 'Diese Rolle gibt es nicht' },
    detail: { en: 'No role is named `{role}`.', de: 'Keine Rolle heißt `{role}`.' },
  },
  exists: {
    status: 409,
    title: { en: 'There is a role of this name', de: 'Eine Rolle dieses Namens gibt es schon' },
  },
  built_in: {
    status: 409,
    title: { en: 'Built-in roles cannot be changed', de: 'Eingebaute Rollen sind nicht änderbar' },
  },
  in_use: { status: 409, title: { en: 'Somebody still holds this role', de: 'Diese Rolle wird noch gehalten' } },
  permission_in_use: {
    status: 409,
    title: {
      en: 'A role or an API key still holds this permission',
      de: 'Eine Rolle oder ein API-Schlüssel enthält diese Berechtigung noch',
    },
  },
  too_many_permissions: {
    status: 409,
    title: { en: 'There are too many permissions', de: 'Es gibt zu viele Berechtigungen' },
    detail: {
      en: 'An app can define at most {max} permissions. Remove one that you no longer need.',
      de: 'Eine Anwendung kann höchstens {max} Berechtigungen festlegen. Entfernen Sie eine, die Sie nicht mehr benötigen.',
    },
  },
  last_administrator: {
    status: 409,
    title: { en: 'There must be one administrator left', de: 'Ein Verwalter muss übrig bleiben' },
  },
  beyond_own_rights: {
    status: 403,
    title: { en: 'You cannot give rights you do not have', de: 'Sie können keine Rechte geben, die Sie nicht haben' },
  },
});

export const RoleFieldErrors = defineFieldErrors('roles', {
  reserved_permission: {
    en: 'This name is reserved because it begins with the name of a product feature. Use another prefix.',
    de: 'Dieser Name ist reserviert, weil er mit dem Namen einer Produktfunktion beginnt. Verwenden Sie ein anderes Präfix.',
  },
  bad_claim: {
    en: 'A claim name starts with a letter and has up to 40 letters, digits, hyphens or underscores. Its value is a string, a number, a Boolean or a list of up to 20 strings.',
    de: 'Der Name eines Claims beginnt mit einem Buchstaben und hat bis zu 40 Buchstaben, Ziffern, Binde- oder Unterstriche. Sein Wert ist ein Text, eine Zahl, ein boolescher Wert oder eine Liste von bis zu 20 Texten.',
  },
  claims_too_large: {
    en: 'The claims of all roles together can take at most {max} bytes. Shorten or remove some.',
    de: 'Die Claims aller Rollen dürfen zusammen höchstens {max} Byte umfassen. Kürzen oder entfernen Sie einige.',
  },
  unknown_permission: { en: 'There is no such permission.', de: 'Diese Berechtigung gibt es nicht.' },
});
