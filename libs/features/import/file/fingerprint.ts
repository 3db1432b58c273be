import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

interface Fingerprinted {
  readonly format: string;
  readonly file: string;
  /** Hashes that were exported in a file of their own. */
  readonly hashesFile?: string;
}

/** What tells one import from another: the format and every byte, wherever the file lies. */
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
