import { tableOf } from '@platform/persistence/entity-table';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { fieldNameOf } from '@platform/user-rows/row-format';

/** The purpose of each field of a record, as the table of its kind declares it. */
export function describedFields(tables: readonly TableDeclaration[], kind: string): ReadonlyMap<string, string> {
  const declared = tables.find(({ rows }) => rows?.kind === kind);
  if (!declared?.rows) return new Map();
  return new Map(
    tableOf(declared.rows.entity).columns.flatMap((column) => {
      const why = declared.columns?.[column.name]?.why;
      return why ? [[fieldNameOf(column), why] as const] : [];
    }),
  );
}
