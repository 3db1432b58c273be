import type { ExportId } from './export-id';
import type { UserId } from '@platform/ids/ids';

export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig.json';
export const SUMMARY = 'summary.html';

export const FORMAT = 'userkeep-export';
export const FORMAT_VERSION = 1;

/** What an entry is for. `records` and `file` belong to a provider and a kind; each `records` has a `schema`. */
export type EntryRole = 'records' | 'schema' | 'file' | 'summary';

export interface ManifestEntry {
  readonly path: string;
  readonly role: EntryRole;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly provider?: string;
  readonly kind?: string;
  /** The number of records, one per line. */
  readonly records?: number;
  /** The name of a file as its provider gave it. The path can differ, because not every name is safe in a path. */
  readonly file?: string;
}

/** Lists every other entry except its signature. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly formatVersion: typeof FORMAT_VERSION;
  readonly product: string;
  readonly exportId: ExportId;
  readonly userId: UserId;
  readonly createdAt: string;
  readonly entries: readonly ManifestEntry[];
}
