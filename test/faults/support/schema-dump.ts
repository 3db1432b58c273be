import type { Database } from '@platform/persistence/database';

/** Everything that a schema consists of, in a form that two schemas can be compared in. */
export async function dumpOf(database: Database): Promise<Record<string, unknown[]>> {
  const tables = (
    await database.rows<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1",
    )
  ).map(({ name }) => name);
  const parts: Record<string, unknown[]> = {
    tables: await database.rows(
      `SELECT table_name AS t, engine AS e, table_collation AS c FROM information_schema.tables
       WHERE table_schema = DATABASE() ORDER BY 1`,
    ),
    columns: await database.rows(
      `SELECT table_name AS t, ordinal_position AS p, column_name AS c, column_type AS d, is_nullable AS n,
         column_default AS v, extra AS x, character_set_name AS s, collation_name AS o
       FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 2`,
    ),
    indexes: await database.rows(
      `SELECT table_name AS t, index_name AS i, seq_in_index AS p, column_name AS c, non_unique AS n, sub_part AS s
       FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY 1, 2, 3`,
    ),
    constraints: await database.rows(
      `SELECT table_name AS t, constraint_name AS c, constraint_type AS k
       FROM information_schema.table_constraints WHERE table_schema = DATABASE() ORDER BY 1, 2`,
    ),
  };
  for (const table of tables) {
    // The node that migrated and the time may differ; the migrations may not.
    if (table === 'platform_lease') continue;
    const columns =
      table === 'platform_migration' ? 'name, HEX(checksum) AS checksum, done, completed_at > 0 AS completed' : '*';
    const rows = await database.rows(`SELECT ${columns} FROM \`${table}\` ORDER BY 1`);
    if (rows.length > 0) parts[`rows of ${table}`] = rows.map((row) => JSON.parse(JSON.stringify(row)) as unknown);
  }
  return parts;
}
