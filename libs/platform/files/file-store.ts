import type { Readable } from 'node:stream';
import type { ByteRange, ResolvedRange } from './byte-range.rule';

/** A `Readable` or an upload's stream, or bytes that are in memory already. */
export type FileSource = AsyncIterable<Uint8Array> | Uint8Array;

export interface PutOptions {
  /** Stores nothing when a file of this id exists, also when several processes put it at once. */
  readonly ifAbsent?: boolean;
  /** Larger content is refused with `FileTooLarge`, and nothing is stored. */
  readonly maxBytes?: number;
}

export interface PutResult {
  /** False only with `ifAbsent`, when a file of this id exists already; it is unchanged. */
  readonly stored: boolean;
  /** The size and the SHA-256 (in hexadecimal) of the content that was given. */
  readonly size: number;
  readonly sha256: string;
}

export interface FileStatus {
  readonly size: number;
  readonly modifiedAt: Date;
}

export interface OpenedFile extends FileStatus {
  /** The bytes that the stream gives; undefined when it gives all of them. `size` is always that of the whole file. */
  readonly range: ResolvedRange | undefined;
  /** Read it to its end or destroy it: the file stays open until then. */
  readonly stream: Readable;
}

export interface ListOptions {
  /** Only ids that begin like this. */
  readonly prefix?: string;
  /** Continues behind this id, whether or not its file still exists. */
  readonly after?: string;
  readonly limit?: number;
}

export interface ListedFile extends FileStatus {
  readonly id: string;
}

/**
 * Stores files by id. An id always refers to the same bytes, because ids are never reused.
 *
 * The port asks for nothing that an S3-compatible store lacks, so one can replace the folder without a change to
 * callers: `ifAbsent` is `If-None-Match: *`, a range is `Range`, `list` is ListObjectsV2 with `StartAfter`, and
 * unfinished files are multipart uploads that were never completed.
 */
export abstract class FileStore {
  /** Resolves once the bytes would survive a power cut. The source is read in flat memory, whatever its size. */
  abstract put(id: string, source: FileSource, options?: PutOptions): Promise<PutResult>;
  /** Undefined when there is no such file. A range that lies outside of the file throws `RangeNotSatisfiable`. */
  abstract open(id: string, range?: ByteRange): Promise<OpenedFile | undefined>;
  abstract stat(id: string): Promise<FileStatus | undefined>;
  /** Succeeds also when there is no such file. */
  abstract remove(id: string): Promise<void>;
  /** Every finished file, in an order that is the store's own but stable, so that `after` can resume it. */
  abstract list(options?: ListOptions): AsyncIterable<ListedFile>;
  /** Removes what interrupted puts left behind and nothing has written to since `before`; returns how many files. */
  abstract removeUnfinished(before: Date): Promise<number>;
}
