import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@platform/persistence/database';

/** The columns of a schema that contain a text, each as `table.column`. Upper and lower case count as equal. */
export async function columnsWith(database: Database, text: string): Promise<string[]> {
  const tables = await database.rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`,
  );
  const found = new Set<string>();
  for (const { name } of tables)
    for (const row of await database.rows(`SELECT * FROM \`${name}\``))
      for (const [column, value] of Object.entries(row)) if (contains(value, text)) found.add(`${name}.${column}`);
  return [...found].sort();
}

/** The files below a folder that contain a text or these bytes. */
export async function filesWith(folder: string, searched: string | Buffer): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const content = await readFile(join(entry.parentPath, entry.name));
    const isIn = typeof searched === 'string' ? contains(content, searched) : content.includes(searched);
    if (isIn) found.push(entry.name);
  }
  return found;
}

export function contains(value: unknown, text: string): boolean {
  return textOf(value).toLowerCase().includes(text.toLowerCase());
}

function textOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
