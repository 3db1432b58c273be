import { isJsonObject, parseJsonObject } from '@platform/text/json-object.rule';

/** The content of the last chunk: what the archive must contain. */
export interface ArchiveSummary {
  readonly sections: Readonly<Record<string, SectionSummary>>;
  /** The number of files that a row names, but that were deleted during the backup. */
  readonly missingFiles: number;
}

/** Returns undefined if the text is not a summary. */
export function parseSummary(text: string): ArchiveSummary | undefined {
  const summary = parseJsonObject(text);
  const isSummary = isJsonObject(summary?.sections) && Object.values(summary.sections).every(isJsonObject);
  return isSummary ? (summary as unknown as ArchiveSummary) : undefined;
}

export interface SectionSummary {
  /** Rows of a table, or files. */
  readonly items: number;
  /** The uncompressed size and its SHA-256, in hexadecimal. */
  readonly bytes: number;
  readonly sha256: string;
}

/** What the signature of an archive covers. */
export interface SignedArchive {
  readonly backup: string;
  readonly kind: string;
  readonly createdAt: string;
  /** The size of everything before the signature, and its SHA-256. */
  readonly bytes: number;
  readonly sha256: string;
}
