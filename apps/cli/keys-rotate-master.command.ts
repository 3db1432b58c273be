import type { Command } from 'commander';
import { Keyring } from '@platform/vault/keyring/keyring';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

export function addKeysRotateMasterCommand(keys: Command, line: CommandLine): void {
  keys
    .command('rotate-master')
    .description('encrypt all keys with the first key in MASTER_KEYS')
    .action(async () => {
      const moved = await inApplication(line, (application) => application.get(Keyring).rotateMaster());
      line.print(
        moved > 0
          ? `${moved} keys are now encrypted with the first master key. Make a backup now, and keep the former master keys in your vault: backups from before cannot be restored without them.`
          : 'All keys are already encrypted with the first master key.',
      );
    });
}
