import { defineFieldErrors, defineProblems } from '@platform/errors/catalogue';

export const RoleProblems = defineProblems('roles', {
  unknown: {
    status: 422,
    title: { en: 'This role does not exist', de: 'Diese Rolle gibt es nicht' },
    detail: {
      en: 'There is no role named `{role}`. Create it first, or use an existing role.',
      de: 'Es gibt keine Rolle namens `{role}`. Legen Sie sie zuerst an oder verwenden Sie eine vorhandene Rolle.',
    },
  },
  exists: {
    status: 409,
    title: { en: 'A role with this name already exists', de: 'Eine Rolle mit diesem Namen gibt es bereits' },
    detail: {
      en: 'Choose another name, or change the existing role.',
      de: 'Wählen Sie einen anderen Namen oder ändern Sie die vorhandene Rolle.',
    },
  },
  built_in: {
    status: 409,
    title: { en: "Built-in roles can't be changed", de: 'Integrierte Rollen können nicht geändert werden' },
    detail: { en: 'Create a role instead.', de: 'Legen Sie stattdessen eine eigene Rolle an.' },
  },
  in_use: {
    status: 409,
    title: { en: 'This role is assigned to users', de: 'Diese Rolle ist Benutzern zugewiesen' },
    detail: {
      en: 'Remove the role from all users before you delete it.',
      de: 'Entziehen Sie die Rolle allen Benutzern, bevor Sie sie löschen.',
    },
  },
  permission_in_use: {
    status: 409,
    title: {
      en: 'A role or an API key uses this permission',
      de: 'Eine Rolle oder ein API-Schlüssel verwendet diese Berechtigung',
    },
    detail: {
      en: 'Remove the permission from all roles and API keys before you delete it.',
      de: 'Entfernen Sie die Berechtigung aus allen Rollen und API-Schlüsseln, bevor Sie sie löschen.',
    },
  },
  too_many_permissions: {
    status: 409,
    title: { en: 'There are too many permissions', de: 'Es gibt zu viele Berechtigungen' },
    detail: {
      en: 'An app can define at most {max} permissions. Remove one that you no longer need.',
      de: 'Eine App kann höchstens {max} Berechtigungen festlegen. Entfernen Sie eine, die Sie nicht mehr benötigen.',
    },
  },
  last_administrator: {
    status: 409,
    title: { en: 'At least one administrator is required', de: 'Es ist mindestens ein Administrator erforderlich' },
    detail: {
      en: 'Make another user an administrator first.',
      de: 'Machen Sie zuerst einen anderen Benutzer zum Administrator.',
    },
  },
  exceeds_own_permissions: {
    status: 403,
    title: {
      en: "You can't grant permissions that you do not have",
      de: 'Sie können keine Berechtigungen vergeben, die Sie nicht selbst haben',
    },
    detail: {
      en: 'Ask an administrator who has these permissions.',
      de: 'Wenden Sie sich an einen Administrator, der diese Berechtigungen hat.',
    },
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
  unknown_permission: {
    en: 'This permission does not exist. Use one from the list of permissions.',
    de: 'Diese Berechtigung gibt es nicht. Verwenden Sie eine aus der Liste der Berechtigungen.',
  },
});
