import { isDeepStrictEqual } from 'node:util';
import { FieldErrors } from '@platform/errors/platform.errors';
import { mergePatch, mergePatchBetween } from '@platform/http/body/merge-patch.rule';
import { refused } from '@platform/http/fields/refusals';
import { escaped } from '@platform/json-schema/schema-walk.rule';
import type { RecordValues } from './versioned-records';

const FORM = '{ "key": value ≠ null }';

/** The merge patch that sets those of the values that differ, where null removes a value. */
export function restoringPatch(before: RecordValues, values: RecordValues): RecordValues {
  const valueIn = (name: string) => (Object.hasOwn(before, name) ? before[name] : null);
  const changed = Object.entries(values).filter(([name, value]) => !isDeepStrictEqual(valueIn(name), value));
  const patch = Object.fromEntries(changed.map(([name, value]) => [name, mergePatchBetween(valueIn(name), value)]));
  const after = mergePatch(before, patch) as RecordValues;
  // A merge patch cannot set a null inside an object, which only a replacement of all values could have stored.
  const faults = changed
    .filter(([name, value]) => !isDeepStrictEqual(after[name] ?? null, value))
    .map(([name]) => ({ pointer: `/${escaped(name)}`, code: FieldErrors.bad_format, parameters: { form: FORM } }));
  if (faults.length > 0) throw refused(faults);
  return patch;
}
