import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import { escaped } from '@platform/json-schema/schema-walk.rule';
import { isPlainText } from './plain-text.rule';

/** Finds names and texts inside a JSON value that are not plain text. */
export function textFaults(value: unknown, pointer: string): FieldError[] {
  if (typeof value === 'string') return isPlainText(value, true) ? [] : [{ pointer, code: FieldErrors.bad_text }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = `${pointer}/${escaped(name)}`;
    return isPlainText(name) ? textFaults(inner, at) : [{ pointer, code: FieldErrors.bad_text }];
  });
}
