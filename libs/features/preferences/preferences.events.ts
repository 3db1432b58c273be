import { defineEvent } from '@platform/event-log/definitions/define-event';
import { BooleanField, IdField, IntegerField, TextField, TextListField } from '@platform/http/fields/fields';
import type { SessionId } from '@platform/ids/ids';
import { READ_PREFERENCES } from './preferences.permissions';
import { KEY, NAMESPACE } from './preference-names.rule';

/** Applies the `x-access` of the schemas to the values of preferences in the event log. */
export const PREFERENCE_ACCESS = 'preferences.access';

/** The prefixes of the changed fields: `values.ui.theme`, and `sealed.ui.pin` for a sealed property. */
export const PLAIN_FIELD = 'values';
export const SEALED_FIELD = 'sealed';

/** The namespace and the key of a changed field such as `values.ui.theme`. */
export function partsOfField(field: string): { readonly namespace: string; readonly key: string } {
  const [, namespace = '', key = ''] = field.split('.');
  return { namespace, key };
}

const NAMESPACE_FIELD = { max: 40, pattern: NAMESPACE, description: 'The namespace.', example: 'ui' };
const VERSION = { min: 1, max: 4_294_967_295 };

export class PreferencesChangedFacts {
  @TextField({
    ...NAMESPACE_FIELD,
    optional: true,
    description: 'The namespace. Absent if it was never registered, because its user chose the name.',
  })
  namespace?: string;

  @TextListField({
    maxItems: 1000,
    max: 64,
    pattern: KEY,
    description: 'The changed keys that the schema of the namespace declares, without those that the user cannot read.',
    example: ['theme'],
  })
  keys: readonly string[];

  @IntegerField({ ...VERSION, description: 'The new version of the document.', example: 3 })
  version: number;

  @IdField({
    optional: true,
    description: 'The session to which the values apply. Absent if they apply to all devices of the user.',
    example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f',
  })
  sessionId?: SessionId;
}

class PreferenceSchemaChangedFacts {
  @TextField(NAMESPACE_FIELD)
  namespace: string;

  @IntegerField({ ...VERSION, description: 'The version of the new schema.', example: 2 })
  version: number;

  @BooleanField({
    description: 'Whether stored preferences that do not match the schema were accepted.',
    example: false,
  })
  forced: boolean;
}

class PreferenceSchemaFacts {
  @TextField(NAMESPACE_FIELD)
  namespace: string;
}

export const PreferencesChanged = defineEvent(
  'preferences.changed',
  1,
  PreferencesChangedFacts,
  'Preferences of a user were changed',
  {
    changes: {
      [`${PLAIN_FIELD}.*`]: { permission: READ_PREFERENCES, rule: PREFERENCE_ACCESS },
      [`${SEALED_FIELD}.*`]: { permission: READ_PREFERENCES, rule: PREFERENCE_ACCESS, sealed: true },
    },
  },
);
export const PreferenceSchemaChanged = defineEvent(
  'preferences.schema_changed',
  1,
  PreferenceSchemaChangedFacts,
  'The schema or the defaults of a namespace were changed',
  { changes: { schema: { permission: READ_PREFERENCES }, defaults: { permission: READ_PREFERENCES } } },
);
export const PreferenceSchemaRefused = defineEvent(
  'preferences.schema_refused',
  1,
  PreferenceSchemaFacts,
  'A new schema of a namespace was refused, because stored preferences do not match it',
  { changes: { schema: { permission: READ_PREFERENCES }, defaults: { permission: READ_PREFERENCES } } },
);
export const PreferenceSchemaRemoved = defineEvent(
  'preferences.schema_removed',
  1,
  PreferenceSchemaFacts,
  'The schema of a namespace was removed',
  { changes: { schema: { permission: READ_PREFERENCES }, defaults: { permission: READ_PREFERENCES } } },
);
