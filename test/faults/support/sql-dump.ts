import { readFile, writeFile } from 'node:fs/promises';
import type { Database } from '@platform/persistence/database';
import { migrationsOf, TABLE_OPTIONS, type DatabaseRole } from '@platform/persistence/migrations/migration';

/** The migrator creates this table before any migration, so a dump has to create it too. */
const HISTORY_TABLE = `CREATE TABLE platform_migration (
  name varchar(120) NOT NULL, checksum binary(32) NOT NULL, begun int unsigned NOT NULL, done int unsigned NOT NULL,
  completed_at datetime(3) NULL, PRIMARY KEY (name)) ${TABLE_OPTIONS}`;
/** Transient rows, such as running nodes: they are gone after a restart and not part of the data of a release. */
const TRANSIENT_TABLES = new Set([
  'platform_lease',
  'platform_node',
  'platform_counter',
  'platform_cluster_notification',
]);

/** Writes one schema as statements, one per line: its migrations, then every row, with its bytes unchanged. */
export async function writeDump(database: Database, role: DatabaseRole, file: string): Promise<void> {
  const made = migrationsOf(role).flatMap((migration) => migration.statements('mariadb'));
  const lines = [HISTORY_TABLE, ...made].map((statement) => statement.replaceAll(/\s+/g, ' '));
  const names = await database.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1",
  );
  for (const { name } of names.filter((table) => !TRANSIENT_TABLES.has(table.name))) {
    const columns = await database.rows<{ name: string; type: string }>(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position`,
      [name],
    );
    const parts = columns.map(({ name: column, type }) => literal(column, type)).join(", ', ', ");
    const rows = await database.rows<{ row: string }>(`SELECT CONCAT(${parts}) AS \`row\` FROM \`${name}\``);
    const into = `REPLACE INTO \`${name}\` (${columns.map(({ name: column }) => `\`${column}\``).join(', ')})`;
    for (const { row } of rows) lines.push(`${into} VALUES (${String(row)})`);
  }
  await writeFile(file, `${lines.join(';\n')};\n`);
}

export async function readDump(database: Database, file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  for (const statement of text.split(';\n').filter(Boolean)) await database.write(statement);
}

/** A value as SQL: numbers unchanged, times and texts quoted, bytes in hexadecimal. */
function literal(column: string, type: string): string {
  const value = `\`${column}\``;
  const written = /binary|blob/.test(type)
    ? `CONCAT("x'", HEX(${value}), "'")`
    : /int/.test(type)
      ? value
      : `QUOTE(${value})`;
  return `COALESCE(${written}, 'NULL')`;
}
