import { RequestProblems } from '@platform/errors/platform.errors';
import type { FieldError, Problem, TextParameters } from '@platform/errors/problem';

export function refused(errors: readonly FieldError[]): Problem {
  return RequestProblems.invalid({ errors });
}

/** Returns an error for each unknown entry of a list. */
export function unknownEntries(
  pointer: string,
  entries: readonly string[] | undefined,
  known: { has(entry: string): boolean },
  code: string,
): FieldError[] {
  return (entries ?? []).flatMap((entry, at) => (known.has(entry) ? [] : [{ pointer: `${pointer}/${at}`, code }]));
}

/** Returns a problem with one field error, for rules that are checked after the shape. */
export function refusedField(pointer: string, code: string, parameters?: TextParameters): Problem {
  return refused([{ pointer, code, parameters }]);
}
