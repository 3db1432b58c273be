import { isJsonObject } from '@platform/text/json-object.rule';
import type { BackupConnection } from './backup-connection';

/**
 * How a value is written in a statement. `float` is read as DOUBLE, because the server rounds FLOAT values in texts.
 */
export type ValueKind = 'number' | 'text' | 'binary' | 'float';

export interface ColumnShape {
  readonly name: string;
  readonly kind: ValueKind;
}

/** A table as the archive describes it. Generated columns are not listed, because the server computes them. */
export interface TableShape {
  readonly name: string;
  readonly create: string;
  readonly columns: readonly ColumnShape[];
  readonly primaryKey: readonly string[];
}

/** Whether a parsed value describes a table. */
export function isTableShape(value: unknown): value is TableShape {
  if (!isJsonObject(value)) return false;
  const { name, create, columns, primaryKey } = value;
  const isNamed = [name, create].every((text) => typeof text === 'string');
  const hasKey = Array.isArray(primaryKey) && primaryKey.every((column) => typeof column === 'string');
  return isNamed && hasKey && Array.isArray(columns) && columns.every(isColumnShape);
}

function isColumnShape(value: unknown): value is ColumnShape {
  return isJsonObject(value) && typeof value.name === 'string' && typeof value.kind === 'string';
}

const NUMBERS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'double', 'year']);
const BINARY =
  /binary$|blob$|^bit$|^geometry$|^point$|^linestring$|^polygon$|^multi|^geomcollection$|^geometrycollection$|^vector$/;

/** The tables of the schema in the order of their names. */
export async function readTables(connection: BackupConnection): Promise<TableShape[]> {
  const tables = await connection.rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name`,
  );
  const shapes: TableShape[] = [];
  for (const { name } of tables) shapes.push(await shapeOf(connection, name));
  return shapes;
}

async function shapeOf(connection: BackupConnection, name: string): Promise<TableShape> {
  const [created] = await connection.rows<{ 'Create Table': string }>(`SHOW CREATE TABLE ${quoted(name)}`);
  const columns = await connection.rows<{ name: string; type: string; extra: string }>(
    `SELECT column_name AS name, data_type AS type, extra AS extra FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name = ${textLiteral(name)} ORDER BY ordinal_position`,
  );
  const primaryKey = await connection.rows<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.statistics
     WHERE table_schema = DATABASE() AND table_name = ${textLiteral(name)} AND index_name = 'PRIMARY' ORDER BY seq_in_index`,
  );
  return {
    name,
    create: created?.['Create Table'] ?? '',
    columns: columns
      .filter(({ extra }) => !/\b(GENERATED|VIRTUAL|PERSISTENT)\b/.test(extra.replace('DEFAULT_GENERATED', '')))
      .map((column) => ({ name: column.name, kind: kindOf(column.type) })),
    primaryKey: primaryKey.map((column) => column.name),
  };
}

export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

export function textLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

function kindOf(type: string): ValueKind {
  if (type === 'float') return 'float';
  if (NUMBERS.has(type)) return 'number';
  return BINARY.test(type) ? 'binary' : 'text';
}
