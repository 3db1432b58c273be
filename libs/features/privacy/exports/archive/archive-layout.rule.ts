import type { ArchiveLimits } from './archive-limits.rule';

interface EntryLayout {
  readonly fileName: string;
  readonly compressionMethod: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly relativeOffsetOfLocalHeader: number;
  readonly externalFileAttributes: number;
  isEncrypted(): boolean;
}

const STORED = 0;
const DEFLATED = 8;
const LOCAL_HEADER_BYTES = 30;
const FILE_TYPE = 0o170000;
const REGULAR_FILE = 0o100000;

/** Finds what no export contains: folders, links, encrypted or overlapping entries, and archives that expand too far. */
export function layoutFault(
  entries: readonly EntryLayout[],
  limits: ArchiveLimits,
): { entry?: string; reason: string } | undefined {
  for (const entry of entries) {
    const reason = entryFault(entry, limits);
    if (reason) return { entry: entry.fileName, reason };
  }
  const bytes = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  return bytes > limits.bytes ? { reason: 'it expands to too many bytes' } : overlap(entries);
}

function entryFault(entry: EntryLayout, { ratio, smallBytes }: ArchiveLimits): string | undefined {
  const { compressionMethod: method, compressedSize, uncompressedSize, externalFileAttributes: attributes } = entry;
  const type = (attributes >>> 16) & FILE_TYPE;
  if (entry.fileName.endsWith('/') || (type !== 0 && type !== REGULAR_FILE)) return 'it is not a regular file';
  if (entry.isEncrypted() || (method !== STORED && method !== DEFLATED))
    return 'it is encrypted or compressed differently';
  if (method === STORED && compressedSize !== uncompressedSize) return 'its sizes contradict each other';
  if (uncompressedSize > smallBytes && uncompressedSize > compressedSize * ratio) return 'it expands too far';
  return undefined;
}

/** Entries that share bytes expand to more than the file contains. Bytes before the first entry belong to nothing. */
function overlap(entries: readonly EntryLayout[]): { entry?: string; reason: string } | undefined {
  const inOrder = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const [index, { fileName, relativeOffsetOfLocalHeader: start, compressedSize }] of inOrder.entries()) {
    if (start < end) return { entry: fileName, reason: 'it overlaps another entry' };
    if (index === 0 && start !== 0) return { reason: 'it has bytes before the first entry' };
    end = start + LOCAL_HEADER_BYTES + Buffer.byteLength(fileName) + compressedSize;
  }
  return undefined;
}
