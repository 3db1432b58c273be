import type { Command } from 'commander';
import { Keyring } from '@platform/vault/keyring/keyring';
import { alignedRows } from './aligned-rows.rule';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

const HEADINGS = ['PURPOSE', 'ID', 'STATE', 'MASTER', 'CREATED'] as const;

export function addKeysListCommand(keys: Command, line: CommandLine): void {
  keys
    .command('list')
    .description('list the encryption keys, newest first, without their key material')
    .action(async () => {
      const stored = await inApplication(line, (application) => application.get(Keyring).stored());
      const rows = stored.map(({ purpose, id, state, wrapped, masterId, createdAt }) => [
        purpose,
        id,
        state,
        wrapped ? masterId : '-',
        createdAt.toISOString(),
      ]);
      for (const row of alignedRows([[...HEADINGS], ...rows])) line.print(row);
    });
}
