const CHUNK = 65_536;

/** A set of numbers with one bit each, because a log can have millions of them. */
export class NumberSet {
  private readonly chunks = new Map<number, Uint8Array>();
  private added = 0;

  get count(): number {
    return this.added;
  }

  add(number: number): void {
    if (this.has(number)) return;
    const at = Math.floor(number / CHUNK);
    const chunk = this.chunks.get(at) ?? new Uint8Array(CHUNK / 8);
    this.chunks.set(at, chunk);
    const bit = number % CHUNK;
    chunk[bit >>> 3] = (chunk[bit >>> 3] as number) | (1 << (bit & 7));
    this.added++;
  }

  has(number: number): boolean {
    const bit = number % CHUNK;
    return (((this.chunks.get(Math.floor(number / CHUNK))?.[bit >>> 3] ?? 0) >> (bit & 7)) & 1) === 1;
  }

  /** In ascending order. */
  *all(): Generator<number> {
    for (const at of [...this.chunks.keys()].sort((one, other) => one - other))
      for (let number = at * CHUNK; number < (at + 1) * CHUNK; number++) if (this.has(number)) yield number;
  }
}
