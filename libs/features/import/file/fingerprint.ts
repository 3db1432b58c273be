import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

interface Fingerprinted {
  readonly format: string;
  readonly file: string;
  /** The path of a separate file with hashes. */
  readonly hashesFile?: string;
}

/** Identifies an import by its format and the content of its files, independent of their paths. */
export async function fingerprintOf({ format, file, hashesFile }: Fingerprinted): Promise<Buffer> {
  const whole = createHash('sha256').update(`${format}\0`);
  for (const path of [file, hashesFile]) {
    if (path === undefined) continue;
    const one = createHash('sha256');
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) one.update(chunk);
    whole.update(one.digest());
  }
  return whole.digest();
}
