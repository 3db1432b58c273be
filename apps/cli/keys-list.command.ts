import type { Command } from 'commander';
import { Keyring } from '@platform/vault/keyring/keyring';
import { inApplication } from './application-context';
import type { Output } from './output';

const HEADINGS = ['PURPOSE', 'ID', 'STATE', 'MASTER', 'CREATED'] as const;

export function addKeysListCommand(keys: Command, output: Output): void {
  keys
    .command('list')
    .description('list the keys of this installation, newest first, without their material')
    .action(async () => {
      const stored = await inApplication((application) => application.get(Keyring).stored());
      const rows = stored.map(({ purpose, id, state, wrapped, masterId, createdAt }) => [
        purpose,
        id,
        state,
        wrapped ? masterId : '-',
        createdAt.toISOString(),
      ]);
      for (const line of aligned([[...HEADINGS], ...rows])) output.print(line);
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
