/** Where uploaded bytes live. A small port, so that a bucket can take the place of the folder. */
export abstract class FileStore {
  /** Resolves once the bytes would survive a power cut. An id names the same bytes for good: ids are never reused. */
  abstract put(id: string, bytes: Buffer): Promise<void>;
  abstract get(id: string): Promise<Buffer | undefined>;
  /** Safe to repeat: a file that is not there is as good as removed. */
  abstract remove(id: string): Promise<void>;
}
