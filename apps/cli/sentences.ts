import { Problem } from '@platform/errors/problem';
import { refusalOf } from '@platform/open-platform';
import { asUnavailable } from '@platform/persistence/failures';
import { KeyStillNeeded } from '@platform/vault/keyring/keyring';
import { CommandRefused } from './command-refused';

const EXPECTED_ERRORS = [CommandRefused, KeyStillNeeded] as const;

/** Returns messages for errors that an operator can act on, or undefined for bugs, which are printed with their stack. */
export function sentencesOf(error: unknown): readonly string[] | undefined {
  if (EXPECTED_ERRORS.some((kind) => error instanceof kind)) return [(error as Error).message];
  if (error instanceof Problem) return [`${error.definition.title.en}.`];
  if (asUnavailable(error))
    return [`The database is unavailable or too slow (${(error as Error).message}). Try again.`];
  return refusalOf(error);
}
