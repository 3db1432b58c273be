import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What tells one import from another: the format and every byte, wherever the file lies. */
export async function fingerprintOf(format: string, paths: readonly string[]): Promise<Buffer> {
  const whole = createHash('sha256').update(`${format}\0`);
  for (const path of paths) {
    const one = createHash('sha256');
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) one.update(chunk);
    whole.update(one.digest());
  }
  return whole.digest();
}
