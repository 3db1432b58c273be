import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

interface ImportFiles {
  readonly format: string;
  readonly file: string;
  /** The path of a separate file with hashes. */
  readonly hashesFile?: string;
}

/** Identifies an import by its format and the content of its files, independent of their paths. */
export async function fingerprintOf({ format, file, hashesFile }: ImportFiles): Promise<Buffer> {
  const hash = createHash('sha256').update(`${format}\0`);
  for (const path of [file, hashesFile]) {
    if (path === undefined) continue;
    const fileHash = createHash('sha256');
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) fileHash.update(chunk);
    hash.update(fileHash.digest());
  }
  return hash.digest();
}
