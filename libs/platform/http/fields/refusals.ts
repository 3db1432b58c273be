import { RequestProblems } from '@platform/errors/platform.errors';
import type { FieldError, Problem, TextParameters } from '@platform/errors/problem';

export function refused(errors: readonly FieldError[]): Problem {
  return RequestProblems.invalid({ errors });
}

/** A one-field refusal, for rules that are checked after the shape. */
export function refusedField(pointer: string, code: string, parameters?: TextParameters): Problem {
  return refused([{ pointer, code, parameters }]);
}
