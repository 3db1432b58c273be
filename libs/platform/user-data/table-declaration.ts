export type Protection = 'sealed' | 'hashed' | 'blind-index' | 'plain';

export interface ColumnDeclaration {
  readonly personal: boolean;
  /** What the product needs it for: one phrase, shown in the data map. */
  readonly why: string;
  /** How long it is kept, as in "until the account is erased" or "90 days". */
  readonly kept: string;
  readonly protection?: Protection;
}

/** One table as its feature answers for it. Undeclared tables and columns fail the contract test. */
export interface TableDeclaration {
  readonly name: string;
  /** `main` unless said otherwise. */
  readonly database?: DatabaseName;
  readonly holds: 'user-data' | 'no-user-data';
  /** Required for a table without user data: why there is none in it. */
  readonly why?: string;
  /** The column that says whose row it is. */
  readonly userColumn?: string;
  /** Every column of a table with user data. May be left out for a table without, which then has only its reason. */
  readonly columns?: Readonly<Record<string, ColumnDeclaration>>;
}

export type DatabaseName = 'main' | 'keys';

export function databaseOf(table: TableDeclaration): DatabaseName {
  return table.database ?? 'main';
}
