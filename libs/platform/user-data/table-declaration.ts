import type { EntityClass } from '@platform/persistence/entity-table';

export type Protection = 'sealed' | 'hashed' | 'blind-index' | 'plain';

export interface ColumnDeclaration {
  readonly personal: boolean;
  /** What the product needs it for: one phrase, shown in the data map. */
  readonly why: string;
  /** How long it is kept, as in "until the account is erased" or "90 days". */
  readonly kept: string;
  readonly protection?: Protection;
}

/** A column that names a user. A column that keeps the id after the user was erased says why. */
export type UserColumn = string | { readonly column: string; readonly keptAfterErasure: string };

/** One table as its feature answers for it. Undeclared tables and columns fail the contract test. */
export interface TableDeclaration {
  readonly name: string;
  /** `main` unless said otherwise. */
  readonly database?: DatabaseName;
  readonly holds: 'user-data' | 'no-user-data';
  /** Required for a table without user data: why there is none in it. */
  readonly why?: string;
  /** Every column that names a user; a message between users has two. What is sealed is sealed with the key of the first. */
  readonly userColumns?: readonly UserColumn[];
  /** Every column of a table with user data. May be left out for a table without, which then has only its reason. */
  readonly columns?: Readonly<Record<string, ColumnDeclaration>>;
  /** How the rows of one user are exported, imported, erased and reassigned; left out where the provider does it itself. */
  readonly rows?: RowsDeclaration;
}

export interface RowsDeclaration {
  readonly entity: EntityClass;
  /** What one row is called in an export: `session`. */
  readonly kind: string;
  /** Properties whose sealed text is JSON. */
  readonly json?: readonly string[];
  /** Properties that an export leaves out, beside hashes and indexes. */
  readonly omit?: readonly string[];
  /** Whether an export of another installation can bring such rows in. */
  readonly import: 'allowed' | { readonly never: string };
  /** Whether the rows go to the other account when two accounts are merged. */
  readonly reassign: 'moved' | { readonly stays: string };
}

export type DatabaseName = 'main' | 'keys';

export function databaseOf(table: TableDeclaration): DatabaseName {
  return table.database ?? 'main';
}

export function columnNameOf(column: UserColumn): string {
  return typeof column === 'string' ? column : column.column;
}

/** The columns in which no row may name a user who was erased. */
export function erasedColumnsOf({ userColumns = [] }: TableDeclaration): readonly string[] {
  return userColumns.filter((column) => typeof column === 'string');
}
