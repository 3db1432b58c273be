import { buffer } from 'node:stream/consumers';
import type { FileStore } from '@platform/files/file-store';
import { FULL, partialTiles, pathOf, placeOf, TileHashes, type Tile } from './tile.rule';
import { HASH_BYTES, type ReadHash } from './tree.rule';

/** A file of the tree has other bytes than the leaves say: the log was rolled back or changed, or the file was. */
export class TreeFork extends Error {
  constructor(tile: Tile) {
    super(`Tile ${pathOf(tile)} was stored with other hashes.`);
    this.name = 'TreeFork';
  }
}

/** A file of the tree does not exist, or has another size. */
export class TileMissing extends Error {
  constructor(tile: Tile) {
    super(`Tile ${pathOf(tile)} is missing or damaged.`);
    this.name = 'TileMissing';
  }
}

/** A tile has up to 8 KiB, and its roots as much again. */
const MAX_RECENT = 256;

/** The tiles of a log as files. A tile is never replaced, so a second tree cannot be written over the first one. */
export class TileFiles {
  /**
   * `name` begins the IDs of the files, and identifies the log. `recent` keeps tiles in memory, which is right because
   * they never change.
   */
  constructor(
    private readonly files: FileStore,
    private readonly name: string,
    private readonly recent = new Map<string, TileHashes>(),
  ) {}

  /**
   * Stores the tiles of a tree that has these leaves after its first `size` leaves. Safe to repeat after an interruption:
   * the same leaves have the same tiles.
   */
  async extend(size: number, leaves: readonly Buffer[]): Promise<void> {
    let added = leaves;
    for (let level = 0; added.length > 0; level++)
      added = await this.extendLevel(level, Math.floor(size / FULL ** level), added);
  }

  /** Reads the hashes of a tree of this size. Each tile is read once. */
  reader(size: number): ReadHash {
    const tiles = new Map<string, Promise<TileHashes>>();
    return async (level, index) => {
      const { tile, start, count } = placeOf(level, index, size);
      const id = this.idOf(tile);
      const hashes = tiles.get(id) ?? this.readRecent(id, tile);
      tiles.set(id, hashes);
      return (await hashes).root(start, count);
    };
  }

  /** The ID of the file of a tile. */
  idOf({ level, index, width }: Tile): string {
    return `${this.name}-tile-${level}-${index}-${width}`;
  }

  private async readRecent(id: string, tile: Tile): Promise<TileHashes> {
    const hashes = this.recent.get(id) ?? new TileHashes(await this.read(tile));
    // The tile that was used least recently is the first one.
    this.recent.delete(id);
    this.recent.set(id, hashes);
    for (const oldest of this.recent.keys()) {
      if (this.recent.size <= MAX_RECENT) break;
      this.recent.delete(oldest);
    }
    return hashes;
  }

  /** Throws `TileMissing`. */
  async read(tile: Tile): Promise<Buffer> {
    const file = await this.files.open(this.idOf(tile));
    const content = file && (await buffer(file.stream));
    if (content?.length !== tile.width * HASH_BYTES) throw new TileMissing(tile);
    return content;
  }

  /**
   * The leaves that are stored after this number of leaves, up to the end of their tile. A tree that has more leaves than
   * known was extended by a process that did not finish, or the database was rolled back.
   */
  async leavesAfter(size: number): Promise<Buffer[]> {
    const [index, known] = [Math.floor(size / FULL), size % FULL];
    for (let width = FULL; width > known; width--) {
      const tile = { level: 0, index, width };
      if (!(await this.files.stat(this.idOf(tile)))) continue;
      const content = await this.read(tile);
      return Array.from({ length: width - known }, (_, at) =>
        content.subarray((known + at) * HASH_BYTES, (known + at + 1) * HASH_BYTES),
      );
    }
    return [];
  }

  /** Removes the partial tiles of a smaller tree that the trees of these sizes have not. */
  async removePartial(smaller: number, ...larger: readonly number[]): Promise<void> {
    const kept = new Set(larger.flatMap(partialTiles).map(pathOf));
    for (const tile of partialTiles(smaller)) if (!kept.has(pathOf(tile))) await this.files.remove(this.idOf(tile));
  }

  /** Returns the roots of the tiles that are now full, which are the new hashes of the level above. */
  private async extendLevel(level: number, known: number, added: readonly Buffer[]): Promise<Buffer[]> {
    const width = known % FULL;
    let index = Math.floor(known / FULL);
    const before = width > 0 ? [await this.read({ level, index, width })] : [];
    const content = Buffer.concat([...before, ...added]);
    const full: Buffer[] = [];
    const tileBytes = FULL * HASH_BYTES;
    for (let start = 0; start < content.length; start += tileBytes, index++) {
      const hashes = content.subarray(start, start + tileBytes);
      await this.write({ level, index, width: hashes.length / HASH_BYTES }, hashes);
      if (hashes.length === tileBytes) full.push(new TileHashes(hashes).root(0, FULL));
    }
    return full;
  }

  private async write(tile: Tile, hashes: Buffer): Promise<void> {
    const { stored } = await this.files.put(this.idOf(tile), hashes, { ifAbsent: true });
    if (!stored && !(await this.read(tile)).equals(hashes)) throw new TreeFork(tile);
  }
}
