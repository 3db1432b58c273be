import { declarationFaults } from './declaration-faults.rule';
import type { TableDeclaration } from './table-declaration';

/** Column names by table name. */
export type Schema = ReadonlyMap<string, readonly string[]>;

/** All differences between the declarations and the real schema, one sentence each. */
export function schemaFaults(declared: readonly TableDeclaration[], schema: Schema): string[] {
  const names = new Set(declared.map((table) => table.name));
  const undeclared = [...schema.keys()].filter((name) => !names.has(name));
  return [
    ...undeclared.map((name) => `The table ${name} is in the database and no feature declares it.`),
    ...declared.flatMap((table) => [...declarationFaults(table), ...tableFaults(table, schema.get(table.name))]),
  ];
}

function tableFaults(table: TableDeclaration, actual: readonly string[] | undefined): string[] {
  if (!actual) return [`The table ${table.name} is declared and not in the database.`];
  // A table without user data needs only a reason. If it lists columns, the list must be complete.
  if (table.holds === 'no-user-data' && Object.keys(table.columns ?? {}).length === 0) return [];
  const declared = Object.keys(table.columns ?? {});
  return [
    ...actual
      .filter((column) => !declared.includes(column))
      .map((column) => `The column ${table.name}.${column} is in the database and not declared.`),
    ...declared
      .filter((column) => !actual.includes(column))
      .map((column) => `The column ${table.name}.${column} is declared and not in the database.`),
  ];
}
