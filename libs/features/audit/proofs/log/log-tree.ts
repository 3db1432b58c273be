import { Injectable } from '@nestjs/common';
import { LeafHashes } from '@platform/event-log/positions/leaf-hashes';
import { FileStore } from '@platform/files/file-store';
import { TileFiles } from '@platform/transparency-log/tile-files';
import type { TileHashes } from '@platform/transparency-log/tile.rule';
import { rootOf } from '@platform/transparency-log/tree.rule';
import type { AuditLog } from './audit-log.repository';

/** The number of leaves that are added at once. A multiple of the size of a tile, so that few partial tiles arise. */
const PIECE = 64 * 256;

/** The tree of a log: its leaves are the hashes of the events by position. */
@Injectable()
export class LogTree {
  constructor(
    private readonly files: FileStore,
    private readonly hashes: LeafHashes,
  ) {}

  tiles({ files }: AuditLog, recent?: Map<string, TileHashes>): TileFiles {
    return new TileFiles(this.files, files, recent);
  }

  /** The root of the first `size` leaves, from the tiles of the same or a larger tree. */
  root(log: AuditLog, size: number, stored = size): Promise<Buffer> {
    return rootOf(size, this.tiles(log).reader(stored));
  }

  /** Adds the leaves between two sizes. */
  async extend(log: AuditLog, from: number, to: number): Promise<void> {
    const tiles = this.tiles(log);
    for (let size = from, next; size < to; size = next) {
      next = Math.min(to, Math.floor(size / PIECE) * PIECE + PIECE);
      const leaves = await this.hashes.after(size, next);
      if (leaves.length < next - size)
        throw new Error(`The event log has no event at position ${size + leaves.length + 1}.`);
      await tiles.extend(size, leaves);
      if (size > from) await tiles.removePartial(size, from, next);
    }
  }

  /** The first position after `size` at which the stored tiles and the event log differ; undefined if they agree. */
  async firstDifference(log: AuditLog, size: number): Promise<number | undefined> {
    const stored = await this.tiles(log).leavesAfter(size);
    const hashes = await this.hashes.after(size, size + stored.length);
    const at = stored.findIndex((leaf, index) => !hashes[index]?.equals(leaf));
    return at < 0 ? undefined : size + at + 1;
  }
}
