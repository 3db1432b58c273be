import { Frontier } from '@platform/transparency-log/frontier.rule';
import { FULL, type Tile } from '@platform/transparency-log/tile.rule';
import { HASH_BYTES } from '@platform/transparency-log/tree.rule';
import type { Head } from './heads';

export type ReadTile = (tile: Tile) => Promise<Buffer | undefined>;

/**
 * The leaf hashes of a log from a copy of its tiles, once they have the root of a signed checkpoint. With them, the first
 * entry that differs is known exactly.
 */
export class SignedLeaves {
  private tile: { readonly index: number; readonly content: Buffer } | undefined;

  private constructor(
    readonly size: number,
    readonly source: string,
    private readonly readTile: ReadTile,
  ) {}

  /** Of the largest of these checkpoints whose tiles are all there and have its root. */
  static async of(heads: readonly Head[], source: string, readTile: ReadTile): Promise<SignedLeaves | undefined> {
    const bySize = [...heads].sort((one, other) => other.size - one.size);
    for (const { size, root } of bySize) {
      const leaves = new SignedLeaves(size, source, readTile);
      if (await leaves.hasRoot(root)) return leaves;
    }
    return undefined;
  }

  /** Undefined after the checkpoint. */
  async at(position: number): Promise<Buffer | undefined> {
    if (position < 1 || position > this.size) return undefined;
    const index = Math.floor((position - 1) / FULL);
    if (this.tile?.index !== index) this.tile = { index, content: (await this.read(index)) ?? Buffer.alloc(0) };
    const start = ((position - 1) % FULL) * HASH_BYTES;
    return this.tile.content.subarray(start, start + HASH_BYTES);
  }

  private async hasRoot(root: Buffer): Promise<boolean> {
    if (this.size > 0 && !(await this.read(Math.floor((this.size - 1) / FULL)))) return false;
    const frontier = new Frontier();
    for (let position = 1; position <= this.size; position++) {
      const leaf = await this.at(position);
      if (leaf?.length !== HASH_BYTES) return false;
      frontier.add(leaf);
    }
    return frontier.root().equals(root);
  }

  /** A partial tile may have been removed since the full one exists. */
  private async read(index: number): Promise<Buffer | undefined> {
    const width = Math.min(FULL, this.size - index * FULL);
    const content =
      (await this.readTile({ level: 0, index, width })) ?? (await this.readTile({ level: 0, index, width: FULL }));
    return content?.subarray(0, width * HASH_BYTES);
  }
}
