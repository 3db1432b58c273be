import { HASH_BYTES, nodeHash } from './tree.rule';

/** A file of up to 256 consecutive hashes, as in C2SP tlog-tiles. Each is the root of a full tile of the level below. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** The number of hashes. */
  readonly width: number;
}

const HEIGHT = 8;
/** The number of hashes of a full tile. */
export const FULL = 2 ** HEIGHT;
const DIGITS = 1000;
const PATH = /^(0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;
const MAX_LEVEL = 63;

/** For example `0/x001/x234/067` or, for a tile that is not full, `1/000.p/17`. */
export function pathOf({ level, index, width }: Tile): string {
  let path = String(index % DIGITS).padStart(3, '0');
  for (let rest = Math.floor(index / DIGITS); rest > 0; rest = Math.floor(rest / DIGITS))
    path = `x${String(rest % DIGITS).padStart(3, '0')}/${path}`;
  return `${level}/${path}${width < FULL ? `.p/${width}` : ''}`;
}

/** Returns undefined for a path that `pathOf` does not produce. */
export function tileAt(path: string): Tile | undefined {
  const [, level, name, width = String(FULL)] = PATH.exec(path) ?? [];
  if (level === undefined || name === undefined) return undefined;
  const tile = { level: Number(level), index: Number(name.replaceAll(/[x/]/g, '')), width: Number(width) };
  const isTile = tile.level <= MAX_LEVEL && tile.width <= FULL && Number.isSafeInteger(tile.index);
  return isTile && pathOf(tile) === path ? tile : undefined;
}

/** The tiles that a tree of `after` leaves has and one of `before` leaves does not have, the lowest level first. */
export function newTiles(before: number, after: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; ; level++) {
    const span = FULL ** level;
    const [from, to] = [Math.floor(before / span), Math.floor(after / span)];
    if (to === 0) return tiles;
    if (from === to) continue;
    for (let index = Math.floor(from / FULL); index * FULL < to; index++)
      tiles.push({ level, index, width: Math.min(FULL, to - index * FULL) });
  }
}

/** The tiles of a tree of this size that are not full. */
export function partialTiles(size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / FULL))
    if (count % FULL > 0) tiles.push({ level, index: Math.floor(count / FULL), width: count % FULL });
  return tiles;
}

/** Where a tree of `size` leaves has the hash of a complete subtree: the tile, and the range of its hashes. */
export function placeOf(level: number, index: number, size: number): { tile: Tile; start: number; count: number } {
  const tileLevel = Math.floor(level / HEIGHT);
  const count = 2 ** (level % HEIGHT);
  const start = index * count;
  const tileIndex = Math.floor(start / FULL);
  const width = Math.min(FULL, Math.floor(size / FULL ** tileLevel) - tileIndex * FULL);
  if (start + count > tileIndex * FULL + width) throw new RangeError(`${size} leaves have no hash ${level}/${index}.`);
  return { tile: { level: tileLevel, index: tileIndex, width }, start: start % FULL, count };
}

/** The content of a tile, with the roots in it that were computed before. */
export class TileHashes {
  private readonly roots = Buffer.alloc(FULL * HASH_BYTES);
  private readonly isKnown = new Uint8Array(FULL);

  constructor(readonly content: Buffer) {}

  /** The root of some consecutive hashes. Their number is a power of two, and divides that of the hashes before them. */
  root(start: number, count: number): Buffer {
    if (count === 1) return hashAt(this.content, start);
    // The nodes of the tree over a full tile, from its root on.
    const node = (FULL + start) / count;
    const root = hashAt(this.roots, node);
    if (this.isKnown[node] === 0)
      nodeHash(this.root(start, count / 2), this.root(start + count / 2, count / 2)).copy(root);
    this.isKnown[node] = 1;
    return root;
  }
}

function hashAt(hashes: Buffer, at: number): Buffer {
  return hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
}
