import type { SqlValue } from './connection-pool';

const cache = new Map<string, readonly string[]>();

/**
 * Writes the values into a statement, so that several statements can be sent in one message. Text and bytes are written
 * as hexadecimal digits, so no value can end its literal, whatever it contains and however the server reads quotes.
 */
export function sqlText(sql: string, values: readonly SqlValue[]): string {
  const parts = partsOf(sql);
  if (parts.length !== values.length + 1)
    throw new Error(`${values.length} values for ${parts.length - 1} placeholders.`);
  return parts.map((part, at) => (at === 0 ? part : literal(values[at - 1] as SqlValue) + part)).join('');
}

export function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (Buffer.isBuffer(value)) return value.length === 0 ? "''" : `X'${value.toString('hex')}'`;
  if (value instanceof Date) return `'${value.toISOString().slice(0, 23).replace('T', ' ')}'`;
  if (typeof value === 'string')
    return value === '' ? "_utf8mb4''" : `_utf8mb4 X'${Buffer.from(value).toString('hex')}'`;
  if (Object.is(value, -0)) return '-0e0';
  if (typeof value === 'bigint' || Number.isFinite(value)) return String(value);
  throw new TypeError(`${String(value)} cannot be used as a value in a statement.`);
}

/** Statements contain question marks only as placeholders. */
function partsOf(sql: string): readonly string[] {
  let parts = cache.get(sql);
  if (!parts) cache.set(sql, (parts = sql.split('?')));
  return parts;
}
