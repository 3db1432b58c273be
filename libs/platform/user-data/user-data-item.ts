import type { FieldError } from '@platform/errors/problem';

/** One record of an export. */
export interface UserDataRecord {
  /** The kind of record, for example `session` or `personal`. */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One file of an export. Its bytes are read only when they are needed. */
export interface UserDataFile {
  readonly kind: string;
  /** Unique within the provider, for example `avatar.webp`. */
  readonly file: string;
  open(): Promise<AsyncIterable<Uint8Array>>;
}

export type UserDataItem = UserDataRecord | UserDataFile;

export function isFile(item: UserDataItem): item is UserDataFile {
  return 'file' in item;
}

/**
 * Where an imported item comes from. An export can contain anything, so its records are checked like requests of the
 * user. Rows from a backup were checked before they were stored; they are not checked again, but get new IDs.
 */
export type ImportSource = 'export' | 'backup';

/** The result of importing one item: completely, not at all, or without some of its fields. */
export type ImportedItem = 'imported' | { readonly skipped: string } | { readonly leftOut: readonly FieldError[] };

export function importedWithout(leftOut: readonly FieldError[]): ImportedItem {
  return leftOut.length > 0 ? { leftOut } : 'imported';
}
