/** Where uploaded bytes live. A small port, so that a bucket can take the place of the folder. */
export abstract class FileStore {
  /** Resolves when the file is durable. IDs are never reused, so an ID always means the same content. */
  abstract put(id: string, bytes: Buffer): Promise<void>;
  abstract get(id: string): Promise<Buffer | undefined>;
  /** Idempotent: removing a missing file succeeds. */
  abstract remove(id: string): Promise<void>;
}
