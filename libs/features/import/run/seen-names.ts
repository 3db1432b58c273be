import { createHash } from 'node:crypto';

/** The addresses and usernames of earlier records, in 52 bits each, because a file can have millions. */
export class SeenNames {
  private readonly seen = new Set<number>();

  has(name: string): boolean {
    return this.seen.has(numberOf(name));
  }

  add(name: string): void {
    this.seen.add(numberOf(name));
  }
}

function numberOf(name: string): number {
  const bytes = createHash('sha256').update(name).digest();
  return bytes.readUIntBE(0, 6) * 16 + (bytes.readUInt8(6) & 15);
}
