import type { Command } from 'commander';
import { Keyring } from '@platform/vault/keyring/keyring';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

export function addKeysRotateMasterCommand(keys: Command, line: CommandLine): void {
  keys
    .command('rotate-master')
    .description('put every key under the first of MASTER_KEYS; after that the others can be removed from it')
    .action(async () => {
      const moved = await inApplication(line, (application) => application.get(Keyring).rotateMaster());
      line.print(
        moved > 0
          ? `${moved} keys are now under the first master key; the others are no longer needed.`
          : 'Every key is already under the first master key.',
      );
    });
}
