import { createdBy } from './created-by-statement.rule';
import type { Migration, ServerKind } from './migration';

export interface MigrationProgress {
  readonly name: string;
  readonly begun: number;
  readonly done: number;
  readonly completed_at: Date | null;
}

interface Schema {
  readonly tables: readonly string[];
  readonly history: readonly MigrationProgress[];
}

/**
 * Explains why pending migrations must not run on this schema; undefined if they can. Otherwise they would mix their
 * tables with those of another version.
 */
export function unexplainedSchema(
  { tables, history }: Schema,
  migrations: readonly Migration[],
  server: ServerKind,
): string | undefined {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = history.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    return `This version does not know ${unknown.length} of the migrations that ran in this database, for example ${unknown[0]}, and cannot migrate it further. Nothing was changed. Start the version that wrote the database, or use an empty schema.`;
  }
  const statements = migrations.flatMap((migration) => {
    const progress = history.find(({ name }) => name === migration.name);
    return migration.statements(server).map((statement, index) => ({
      migration: migration.name,
      table: tableCreatedBy(statement),
      mayHaveRun: progress !== undefined && index < Math.max(Number(progress.begun), Number(progress.done)),
    }));
  });
  const explained = new Set(statements.filter(({ mayHaveRun }) => mayHaveRun).map(({ table }) => table));
  const clash = statements.find(({ table }) => table && tables.includes(table) && !explained.has(table));
  return (
    clash &&
    `The table ${clash.table} exists, but the migration ${clash.migration} that creates it has not run in this database, so another program or version created it. Nothing was changed. Restore a backup, or use an empty schema.`
  );
}

function tableCreatedBy(statement: string): string | undefined {
  const created = createdBy(statement);
  return created?.isWholeTable ? created.table : undefined;
}
