const FIRST_BYTES = 1024;

/** A set of positions with one bit each, because a log can have millions of them. */
export class Positions {
  private bits = new Uint8Array(FIRST_BYTES);
  private added = 0;

  get count(): number {
    return this.added;
  }

  add(position: number): void {
    if (this.has(position)) return;
    const at = position >>> 3;
    if (at >= this.bits.length) {
      const larger = new Uint8Array(2 * at);
      larger.set(this.bits);
      this.bits = larger;
    }
    this.bits[at] = (this.bits[at] as number) | (1 << (position & 7));
    this.added++;
  }

  has(position: number): boolean {
    return (((this.bits[position >>> 3] ?? 0) >> (position & 7)) & 1) === 1;
  }

  *all(): Generator<number> {
    for (let position = 0; position < this.bits.length * 8; position++) if (this.has(position)) yield position;
  }
}
