import { hash } from 'node:crypto';
import { newTiles, pathOf, placeOf, tileAt, TileHashes } from './tile.rule';
import { HASH_BYTES, nodeHash } from './tree.rule';

const described = (before: number, after: number) => newTiles(before, after).map(pathOf);

describe('The tiles', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, '0/000'],
    [{ level: 0, index: 1_234_067, width: 256 }, '0/x001/x234/067'],
    [{ level: 3, index: 1000, width: 255 }, '3/x001/000.p/255'],
    [{ level: 63, index: 5, width: 1 }, '63/005.p/1'],
  ])('have the path of C2SP tlog-tiles: %j is %s', (tile, path) => {
    expect(pathOf(tile)).toBe(path);
    expect(tileAt(path)).toEqual(tile);
  });

  it.each([
    '',
    '0',
    '00/000',
    '64/000',
    '0/0',
    '0/0000',
    '0/001/000',
    '0/x000/001',
    '0/000.p/0',
    '0/000.p/256',
    '0/000.p/07',
    '../000',
    '0/000/',
    'entries/000',
    `0/${'x999/'.repeat(6)}999`,
  ])('have no path %j', (path) => expect(tileAt(path)).toBeUndefined());

  it('of a tree of 70,000 leaves are those of the specification', () => {
    const paths = described(0, 70_000);
    expect(paths).toHaveLength(273 + 1 + 1 + 1 + 1);
    expect(paths.slice(272)).toEqual(['0/272', '0/273.p/112', '1/000', '1/001.p/17', '2/000.p/1']);
    expect(described(0, 256)).toEqual(['0/000', '1/000.p/1']);
    expect(described(0, 0)).toEqual([]);
  });

  it('that have to be written are only those that changed', () => {
    expect(described(70_000, 70_000)).toEqual([]);
    expect(described(70_000, 70_001)).toEqual(['0/273.p/113']);
    expect(described(255, 257)).toEqual(['0/000', '0/001.p/1', '1/000.p/1']);
  });

  it('have the hash of every complete subtree', () => {
    const levels: Buffer[][] = [Array.from({ length: 700 }, (_, at) => hash('sha256', String(at), 'buffer'))];
    for (let below = levels[0]!; below.length > 1; below = levels.at(-1)!) {
      const pairs = Math.floor(below.length / 2);
      levels.push(Array.from({ length: pairs }, (_, at) => nodeHash(below[2 * at]!, below[2 * at + 1]!)));
    }
    const subtree = (level: number, index: number): Buffer => levels[level]![index]!;
    const tiles = new Map<string, TileHashes>();
    for (let size = 1; size <= 700; size++) {
      for (const tile of newTiles(size - 1, size)) {
        const hashes = Array.from({ length: tile.width }, (_, at) => subtree(8 * tile.level, 256 * tile.index + at));
        tiles.set(pathOf(tile), new TileHashes(Buffer.concat(hashes)));
      }
      for (let level = 0; 2 ** level <= size; level++) {
        const last = Math.floor(size / 2 ** level) - 1;
        for (const index of new Set([0, last >> 1, last])) {
          const { tile, start, count } = placeOf(level, index, size);
          const hashes = tiles.get(pathOf(tile))!;
          expect(hashes.content).toHaveLength(tile.width * HASH_BYTES);
          expect(hashes.root(start, count)).toEqual(subtree(level, index));
        }
        expect(() => placeOf(level, last + 1, size)).toThrow('have no hash');
      }
    }
  });
});
