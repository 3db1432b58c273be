import type { ServerKind } from '@platform/persistence/migrations/migration';
import { isJsonObject } from '@platform/text/json-object.rule';
import type { WrappedFileKey } from './file-key.rule';

export const FORMAT = 1;
export const MAGIC = Buffer.from('UKBACKUP');
/** In bytes. Limits what a damaged length can make the reader allocate. */
export const MAX_HEADER_BYTES = 4 * 1024 * 1024;

/** Data and keys are in separate archives, so that they can be kept for different times. */
export const ARCHIVE_KINDS = ['data', 'keys'] as const;
export type ArchiveKind = (typeof ARCHIVE_KINDS)[number];

/** The readable part at the start of an archive. The chunk keys depend on it, so a changed header decrypts nothing. */
export interface ArchiveHeader {
  readonly format: number;
  readonly kind: ArchiveKind;
  /** The name of the backup, which its two archives share. */
  readonly backup: string;
  readonly createdAt: string;
  readonly product: string;
  readonly server: { readonly kind: ServerKind; readonly version: string };
  readonly compression: 'gzip';
  /** The names of the completed migrations. A version that does not know one of them cannot read the tables. */
  readonly migrations: readonly string[];
  /** Of an archive of the keys: the IDs of the master keys that encrypt them. */
  readonly masterKeys?: readonly string[];
  /** In the order of the archive: `schema`, the tables as `main.users_account`, `files` and `summary`. */
  readonly sections: readonly string[];
  readonly recipients: readonly WrappedFileKey[];
}

/** Whether a parsed header of the current format has everything that reading the archive needs. Anyone can write one. */
export function isArchiveHeader(value: object): value is ArchiveHeader {
  const {
    backup,
    createdAt,
    product,
    server,
    migrations,
    masterKeys = [],
    sections,
    recipients,
  } = value as Record<string, unknown>;
  const hasTexts = isJsonObject(server) && [backup, createdAt, product, server.kind, server.version].every(isText);
  const hasLists = [migrations, masterKeys, sections].every((list) => Array.isArray(list) && list.every(isText));
  return hasTexts && hasLists && Array.isArray(recipients) && recipients.every(isWrappedFileKey);
}

function isWrappedFileKey(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  return [value.recipient, value.ephemeralKey, value.wrappedKey].every(isText);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** For messages: `in table users_account`. */
export function placeOfSection(section: string | undefined): string {
  if (section === undefined) return 'after the header';
  if (section.includes('.')) return `in table ${section.slice(section.indexOf('.') + 1)}`;
  return `in the ${section}`;
}
