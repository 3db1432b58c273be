import type { Database } from '@platform/persistence/database';
import { schemaFaults, type Schema } from './schema-faults.rule';
import type { DatabaseName } from './table-declaration';
import type { UserDataRegistry } from './user-data-registry';

/** Compares the declarations of all features with the real schema. Returns one sentence per difference. */
export async function compareWithSchema(
  registry: UserDataRegistry,
  database: Database,
  name: DatabaseName = 'main',
): Promise<string[]> {
  return schemaFaults(registry.tablesIn(name), await readSchema(database));
}

async function readSchema(database: Database): Promise<Schema> {
  const rows = await database.rows<{ tableName: string; columnName: string }>(
    `SELECT table_name AS tableName, column_name AS columnName FROM information_schema.columns
     WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`,
  );
  const schema = new Map<string, string[]>();
  for (const { tableName, columnName } of rows) {
    schema.set(tableName, [...(schema.get(tableName) ?? []), columnName]);
  }
  return schema;
}
