import type { Readable } from 'node:stream';
import type { ByteRange, ResolvedRange } from './byte-range.rule';

/** A `Readable`, the stream of an upload, or bytes in memory. */
export type FileSource = AsyncIterable<Uint8Array> | Uint8Array;

export interface PutOptions {
  /** Stores nothing if a file with this ID exists, even if several processes store it at once. */
  readonly ifAbsent?: boolean;
  /** Larger content is rejected with `FileTooLarge`, and nothing is stored. */
  readonly maxBytes?: number;
}

export interface PutResult {
  /** False only with `ifAbsent`, if a file with this ID already exists. That file is unchanged. */
  readonly stored: boolean;
  /** The size and the SHA-256 hash (hexadecimal) of the content. */
  readonly size: number;
  readonly sha256: string;
}

export interface FileStatus {
  readonly size: number;
  readonly modifiedAt: Date;
}

export interface OpenedFile extends FileStatus {
  /**
   * The range of the bytes in the stream; undefined for the whole file. `size` is always the size of the whole file.
   */
  readonly range: ResolvedRange | undefined;
  /** The caller must read it to its end or destroy it, because the file stays open until then. */
  readonly stream: Readable;
}

export interface ListOptions {
  /** Lists only IDs with this prefix. */
  readonly prefix?: string;
  /** Continues after this ID, whether or not its file still exists. */
  readonly after?: string;
  readonly limit?: number;
}

export interface ListedFile extends FileStatus {
  readonly id: string;
}

/**
 * Stores files by id. An id always refers to the same bytes, because ids are never reused.
 *
 * The port requires nothing that an S3-compatible store lacks, so that one can replace the folder without changes to
 * callers: `ifAbsent` is `If-None-Match: *`, a range is `Range`, `list` is ListObjectsV2 with `StartAfter`, and
 * unfinished files are multipart uploads that were never completed.
 */
export abstract class FileStore {
  /** Resolves once the bytes would survive a power failure. Memory use does not depend on the size of the source. */
  abstract put(id: string, source: FileSource, options?: PutOptions): Promise<PutResult>;
  /** Returns undefined if there is no such file. Throws `RangeNotSatisfiable` for a range outside the file. */
  abstract open(id: string, range?: ByteRange): Promise<OpenedFile | undefined>;
  abstract stat(id: string): Promise<FileStatus | undefined>;
  /**
   * Also succeeds if there is no such file. Also removes what unfinished puts of this ID have left; a put that is still
   * running fails.
   */
  abstract remove(id: string): Promise<void>;
  /** Lists all finished files in a stable order, so that `after` can resume the list. */
  abstract list(options?: ListOptions): AsyncIterable<ListedFile>;
  /** Removes unfinished files that were last written before this time, and returns their number. */
  abstract removeUnfinished(before: Date): Promise<number>;
}
