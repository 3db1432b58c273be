import type { Command } from 'commander';
import { Keyring } from '@platform/vault/keyring/keyring';
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
      for (const row of aligned([[...HEADINGS], ...rows])) line.print(row);
    });
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
