import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { createRecipientKeyPair } from '@features/privacy';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';

export function addBackupKeyCommand(backup: Command, line: CommandLine): void {
  backup
    .command('key')
    .argument('<file>', 'the file to create for the private key')
    .description(
      'create a key pair for backups: write the private key to a file and print the public key for BACKUP_RECIPIENT',
    )
    .action(async (path: string) => {
      const { publicKey, privateKey } = createRecipientKeyPair();
      await writeKey(
        path,
        `# The private key for backups of userkeep. Keep it offline, and never on the server.\n# ${publicKey}\n${privateKey}\n`,
      );
      line.remark(`The private key is in ${path}. Without it, no backup can be read; keep copies offline.`);
      line.print(`BACKUP_RECIPIENT=${publicKey}`);
    });
}

/** Never replaces a file, because that could be the only key of existing backups. */
async function writeKey(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new CommandRefused(`The private key cannot be written to ${path} (${error.code}).`);
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
