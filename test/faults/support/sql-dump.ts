import { readFile, writeFile } from 'node:fs/promises';
import type { Database } from '@platform/persistence/database';
import { migrationsOf, TABLE_OPTIONS, type DatabaseRole } from '@platform/persistence/migrations/migration';

/** The migrator makes it before any migration; a dump has to make it itself. */
const HISTORY_TABLE = `CREATE TABLE platform_migration (
  name varchar(120) NOT NULL, checksum binary(32) NOT NULL, begun int unsigned NOT NULL, done int unsigned NOT NULL,
  completed_at datetime(3) NULL, PRIMARY KEY (name)) ${TABLE_OPTIONS}`;
/** Who runs what, and what is only of the moment: gone after a restart, and no part of what a release leaves behind. */
const OF_THE_MOMENT = new Set(['platform_lease', 'platform_node', 'platform_counter', 'platform_cluster_notification']);

/** One schema as statements, one a line: how its tables were made, then every row. The bytes are written as they are. */
export async function writeDump(database: Database, role: DatabaseRole, file: string): Promise<void> {
  const made = migrationsOf(role).flatMap((migration) => migration.statements('mariadb'));
  const lines = [HISTORY_TABLE, ...made].map((statement) => statement.replaceAll(/\s+/g, ' '));
  const names = await database.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1",
  );
  for (const { name } of names.filter((table) => !OF_THE_MOMENT.has(table.name))) {
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

/** A value as SQL: numbers as they are, times and texts quoted, bytes in hexadecimal. */
function literal(column: string, type: string): string {
  const value = `\`${column}\``;
  const written = /binary|blob/.test(type)
    ? `CONCAT("x'", HEX(${value}), "'")`
    : /int/.test(type)
      ? value
      : `QUOTE(${value})`;
  return `COALESCE(${written}, 'NULL')`;
}
