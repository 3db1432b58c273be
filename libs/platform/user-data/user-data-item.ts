/** One record of an export. */
export interface UserDataRecord {
  /** What it is: `session`, `personal`. */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One file of an export. Its bytes are read only when they are needed. */
export interface UserDataFile {
  readonly kind: string;
  /** Unique within the provider: `avatar.webp`. */
  readonly file: string;
  open(): Promise<AsyncIterable<Uint8Array>>;
}

export type UserDataItem = UserDataRecord | UserDataFile;

export function isFile(item: UserDataItem): item is UserDataFile {
  return 'file' in item;
}

/** What became of one imported item. */
export type ImportedItem = 'imported' | { readonly skipped: string };
