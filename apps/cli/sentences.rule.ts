import { ConfigurationFaults } from '@platform/config/config';
import { asUnavailable } from '@platform/persistence/failures';
import { EditedMigration } from '@platform/persistence/migrations/migrator';
import { UnusableDatabase } from '@platform/persistence/open-database';
import { KeyStillNeeded } from '@platform/vault/keyring/keyring';

/** A command cannot do what it was asked; the message is a sentence for whoever asked. */
export class CommandRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'CommandRefused';
  }
}

/** What an operator can act on, as sentences; undefined for a mistake of ours, which keeps its stack. */
export function sentencesOf(error: unknown): readonly string[] | undefined {
  if (error instanceof ConfigurationFaults) return error.faults;
  if (error instanceof UnusableDatabase) return error.reasons;
  if (error instanceof EditedMigration || error instanceof KeyStillNeeded || error instanceof CommandRefused) {
    return [error.message];
  }
  if (asUnavailable(error)) return [`The database is away or too slow (${(error as Error).message}). Try again.`];
  return undefined;
}
