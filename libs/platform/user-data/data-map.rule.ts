import { retentionText, type RetentionDeclaration } from './retention-declaration';
import { databaseOf, type ColumnDeclaration, type DatabaseName, type TableDeclaration } from './table-declaration';

export interface DataMapColumn extends ColumnDeclaration {
  readonly name: string;
  readonly kept: string;
}

/** Returns the days for which the rows of a table are kept. */
export type DaysKept = (table: string, retention: RetentionDeclaration) => number;

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
  daysKept: DaysKept,
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
        columns: columnsOf(table, daysKept),
      })),
    )
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function columnsOf({ name: table, retention, columns = {} }: TableDeclaration, daysKept: DaysKept): DataMapColumn[] {
  const kept = retention ? retentionText(retention, daysKept(table, retention)) : '';
  return Object.entries(columns).map(([name, column]) => ({ name, ...column, kept: column.kept ?? kept }));
}

function sortKey(table: { provider: string; database: string; table: string }): string {
  return [table.provider, table.database, table.table].join('\0');
}
