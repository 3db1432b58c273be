import { InvalidArgumentError, type Command } from 'commander';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { Purpose } from '@platform/vault/keyring/ring-key';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';
import { purposeArgument } from './purpose.argument';

const HOUR_MS = 3_600_000;

export function addKeysRetireCommand(keys: Command, line: CommandLine): void {
  keys
    .command('retire')
    .description('delete a replaced key permanently; rejected while data depends on it')
    .addArgument(purposeArgument())
    .argument('<id>', 'the ID of the key, from `keys list`')
    .option('--minimum-age <hours>', 'override the minimum age of the key', hours)
    .action(async (purpose: Purpose, id: string, options: { minimumAge?: number }) => {
      const minimumAgeMs = options.minimumAge === undefined ? undefined : options.minimumAge * HOUR_MS;
      await inApplication(line, (application) => application.get(Keyring).retire(purpose, id, { minimumAgeMs }));
      line.print(`The ${purpose} key ${id} was retired and its key material deleted.`);
    });
}

function hours(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be a number of hours, at least 0.');
  }
  return value;
}
