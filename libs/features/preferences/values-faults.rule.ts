import type { FieldError } from '@platform/errors/problem';
import { textFaults } from '@platform/http/fields/text-faults.rule';
import { escaped } from '@platform/json-schema/schema-walk.rule';
import { isKey } from './preference-names.rule';
import { PreferencesFieldErrors } from './preferences.errors';
import type { Values } from './values.rule';

/** Returns the faults that values have whatever their schema says: bad names of keys, and texts that hide characters. */
export function valuesFaults(values: Values, base = ''): FieldError[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const pointer = `${base}/${escaped(key)}`;
    return isKey(key) ? textFaults(value, pointer) : [{ pointer, code: PreferencesFieldErrors.bad_key }];
  });
}
