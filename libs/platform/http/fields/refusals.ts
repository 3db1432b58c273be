import { RequestProblems } from '@platform/errors/platform.errors';
import type { FieldError, Problem, TextParameters } from '@platform/errors/problem';

export function refused(errors: readonly FieldError[]): Problem {
  return RequestProblems.invalid({ errors });
}

/** A fault for each entry of a list that is not one of those there are. */
export function unknownEntries(
  pointer: string,
  entries: readonly string[] | undefined,
  known: { has(entry: string): boolean },
  code: string,
): FieldError[] {
  return (entries ?? []).flatMap((entry, at) => (known.has(entry) ? [] : [{ pointer: `${pointer}/${at}`, code }]));
}

/** A one-field refusal, for rules that are checked after the shape. */
export function refusedField(pointer: string, code: string, parameters?: TextParameters): Problem {
  return refused([{ pointer, code, parameters }]);
}
