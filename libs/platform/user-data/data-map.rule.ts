import { databaseOf, type ColumnDeclaration, type DatabaseName, type TableDeclaration } from './table-declaration';

export interface DataMapColumn extends ColumnDeclaration {
  readonly name: string;
}

export interface DataMapTable {
  readonly provider: string;
  readonly database: DatabaseName;
  readonly table: string;
  readonly holds: TableDeclaration['holds'];
  readonly why: string | null;
  /** The permissions with which staff and apps read its personal data. */
  readonly readers: readonly string[];
  readonly columns: readonly DataMapColumn[];
}

/** Converts the declarations to a list, sorted by provider and table. */
export function dataMapOf(
  providers: readonly { readonly name: string; readonly tables: readonly TableDeclaration[] }[],
): readonly DataMapTable[] {
  return providers
    .flatMap(({ name, tables }) =>
      tables.map((table) => ({
        provider: name,
        database: databaseOf(table),
        table: table.name,
        holds: table.holds,
        why: table.why ?? null,
        readers: table.readers ?? [],
        columns: Object.entries(table.columns ?? {}).map(([name, column]) => ({ name, ...column })),
      })),
    )
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey(table: { provider: string; database: string; table: string }): string {
  return [table.provider, table.database, table.table].join('\0');
}
