export type Protection = 'sealed' | 'hashed' | 'blind-index' | 'plain';

export interface ColumnDeclaration {
  readonly personal: boolean;
  /** The purpose of the column: a phrase for the data map. */
  readonly why: string;
  /** The retention period, such as "until the account is erased" or "90 days". */
  readonly kept: string;
  readonly protection?: Protection;
}

/** Declares one table. Undeclared tables and columns fail the contract test. */
export interface TableDeclaration {
  readonly name: string;
  /** The default is `main`. */
  readonly database?: DatabaseName;
  readonly holds: 'user-data' | 'no-user-data';
  /** Required for a table without user data: what it holds instead. */
  readonly why?: string;
  /** The column with the ID of the user whom the row belongs to. */
  readonly userColumn?: string;
  /** Required for a table with user data: all of its columns. */
  readonly columns?: Readonly<Record<string, ColumnDeclaration>>;
}

export type DatabaseName = 'main' | 'keys';

export function databaseOf(table: TableDeclaration): DatabaseName {
  return table.database ?? 'main';
}
