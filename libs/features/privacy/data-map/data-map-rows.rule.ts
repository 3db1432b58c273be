import type { DataMapTable } from '@platform/user-data/data-map.rule';

/** One column with personal data. */
export interface DataMapRow {
  readonly provider: string;
  readonly database: string;
  readonly table: string;
  readonly column: string;
  readonly purpose: string;
  readonly kept: string;
  readonly protection: string;
  /** The permissions with which staff and apps read it; the user always does. */
  readonly readers: readonly string[];
}

/** The personal columns of all tables, as the features declare them. */
export function personalColumns(tables: readonly DataMapTable[]): DataMapRow[] {
  return tables.flatMap(({ provider, database, table, readers, columns }) =>
    columns
      .filter(({ personal }) => personal)
      .map(({ name, why, kept, protection = 'plain' }) => ({
        provider,
        database,
        table,
        column: name,
        purpose: why,
        kept,
        protection,
        readers,
      })),
  );
}
