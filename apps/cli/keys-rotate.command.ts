import type { Command } from 'commander';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { Purpose } from '@platform/vault/keyring/ring-key';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';
import { purposeArgument } from './purpose.argument';

export function addKeysRotateCommand(keys: Command, line: CommandLine): void {
  keys
    .command('rotate')
    .description('replace the key of one purpose; existing data and tokens stay valid')
    .addArgument(purposeArgument())
    .action(async (purpose: Purpose) => {
      await inApplication(line, async (application) => {
        const keyring = application.get(Keyring);
        const former = keyring.current(purpose);
        const current = await keyring.rotate(purpose);
        line.print(
          `The ${purpose} key is now ${current.id}. The previous key, ${former.id}, stays valid for existing data.`,
        );
        if (purpose === 'sealing')
          line.print("Run `userkeep keys rewrap` to encrypt the users' keys with the new key.");
      });
    });
}
