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

/** The result of importing one item. */
export type ImportedItem = 'imported' | { readonly skipped: string };
