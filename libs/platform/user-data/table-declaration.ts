import type { FieldError } from '@platform/errors/problem';
import type { EntityClass } from '@platform/persistence/entity-table';
import type { RetentionDeclaration } from './retention-declaration';

export type Protection = 'sealed' | 'hashed' | 'blind-index' | 'plain';

export interface ColumnDeclaration {
  readonly personal: boolean;
  /** Why the product needs it: one phrase for the data map. */
  readonly why: string;
  /** How long it is kept, for example "until the account is erased". By default as long as the retention of the table. */
  readonly kept?: string;
  readonly protection?: Protection;
  /** The column contains the ID of a file in the `FileStore`, which backups include. */
  readonly file?: true;
}

/** A column that contains the ID of a user. By default, the user owns the row, and an erasure deletes it. */
export type UserColumn = string | KeptUserColumn | ClearedUserColumn;

/** A column that keeps the ID after the user was erased. It names a member of staff, unless the row is about the user. */
export interface KeptUserColumn {
  readonly column: string;
  /** Why it keeps the ID. */
  readonly keptAfterErasure: string;
  readonly isOwner?: true;
}

/** A nullable column that names a user in the row of another one. An erasure of the named user sets it to null. */
export interface ClearedUserColumn {
  readonly column: string;
  readonly clearedByErasure: true;
}

/** The declaration of one table by its feature. Undeclared tables and columns fail the contract test. */
export interface TableDeclaration {
  readonly name: string;
  /** `main` by default. */
  readonly database?: DatabaseName;
  readonly holds: 'user-data' | 'no-user-data';
  /** Required for a table without user data: why it contains none. */
  readonly why?: string;
  /** The permissions with which staff and apps read its personal data. Only the user reads that of other tables. */
  readonly readers?: readonly string[];
  /**
   * Every column that contains the ID of a user; a message between users has two. Values are sealed with the key of the
   * first.
   */
  readonly userColumns?: readonly UserColumn[];
  /** How long rows are kept at most. Without it, features delete rows themselves, and the columns say when. */
  readonly retention?: RetentionDeclaration;
  /** Every column. Optional for a table without user data, which then has only its reason. */
  readonly columns?: Readonly<Record<string, ColumnDeclaration>>;
  /**
   * How the rows of one user are exported, imported, erased and reassigned; absent if the provider does this itself.
   */
  readonly rows?: RowsDeclaration;
}

/** Returns the part of a record that the user may store here. */
export type AcceptRecord = (record: Readonly<Record<string, unknown>>) => Promise<{
  readonly data: Readonly<Record<string, unknown>>;
  readonly leftOut: readonly FieldError[];
}>;

export interface RowsDeclaration {
  readonly entity: EntityClass;
  /** The name of a row in an export, for example `session`. */
  readonly kind: string;
  /** Properties whose sealed text is JSON. */
  readonly json?: readonly string[];
  /** Properties that an export omits, besides hashes and indexes. */
  readonly omit?: readonly string[];
  /**
   * Whether such rows can be imported from the export of another installation. Columns with JSON need a function that
   * checks them; `allowed` checks the types of all others.
   */
  readonly import: 'allowed' | { readonly never: string } | AcceptRecord;
  /** Whether the rows move to the other account when two accounts are merged. */
  readonly reassign: 'moved' | { readonly stays: string };
}

export type DatabaseName = 'main' | 'keys';

export function databaseOf(table: TableDeclaration): DatabaseName {
  return table.database ?? 'main';
}

export function columnNameOf(column: UserColumn): string {
  return typeof column === 'string' ? column : column.column;
}

/** The columns whose users own the row, so that it is part of their data. */
export function ownerColumnsOf({ userColumns = [] }: TableDeclaration): readonly string[] {
  return userColumns
    .filter((column) => typeof column === 'string' || ('isOwner' in column && column.isOwner === true))
    .map(columnNameOf);
}

/** The columns that must not contain the ID of an erased user. */
export function erasedColumnsOf({ userColumns = [] }: TableDeclaration): readonly string[] {
  return userColumns.filter((column) => !isKept(column)).map(columnNameOf);
}

export function clearedColumnsOf({ userColumns = [] }: TableDeclaration): readonly string[] {
  return userColumns.filter(isCleared).map(columnNameOf);
}

/** The columns that contain IDs of files. */
export function fileColumnsOf({ columns = {} }: TableDeclaration): readonly string[] {
  return Object.entries(columns).flatMap(([name, { file }]) => (file ? [name] : []));
}

export function isKept(column: UserColumn): column is KeptUserColumn {
  return typeof column !== 'string' && 'keptAfterErasure' in column;
}

function isCleared(column: UserColumn): column is ClearedUserColumn {
  return typeof column !== 'string' && 'clearedByErasure' in column;
}
