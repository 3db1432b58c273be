import type { Readable } from 'node:stream';
import type { ArchiveKind } from '../archive/archive-header';

export interface ArchiveName {
  readonly kind: ArchiveKind;
  /** The name of the backup, for example `20261203T101500Z-4f9a1c`. */
  readonly backup: string;
}

export interface StoredArchive extends ArchiveName {
  readonly size: number;
  readonly verification: Verification | undefined;
}

/** The result of the last verification. */
export interface Verification {
  readonly at: string;
  readonly sha256: string;
  /** False if only the hash and the signature were checked, because no private key was given. */
  readonly contents: boolean;
}

/**
 * Keeps archives. The port requires nothing that an S3-compatible store lacks: data and keys can be two buckets, `put`
 * is a multipart upload that is completed last, and verifications are small objects beside the archives.
 */
export abstract class BackupStore {
  /** The archive gets its name only once it is complete and would survive a power failure. Returns its size. */
  abstract put(archive: ArchiveName, source: AsyncIterable<Uint8Array>): Promise<number>;
  abstract open(archive: ArchiveName): Promise<Readable | undefined>;
  /** Newest first. */
  abstract list(kind: ArchiveKind): Promise<readonly StoredArchive[]>;
  /** Also succeeds if there is no such archive. */
  abstract remove(archive: ArchiveName): Promise<void>;
  abstract recordVerification(archive: ArchiveName, verification: Verification): Promise<void>;
}
