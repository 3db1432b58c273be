import { hash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FolderFileStore } from '@platform/files/folder-file-store';
import { TileFiles, TreeFork } from './tile-files';
import { pathOf, TileHashes, type Tile } from './tile.rule';
import {
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  isConsistent,
  nodeHash,
  rootOf,
  rootOfInclusion,
} from './tree.rule';

const leaf = (at: number, text = 'leaf') => hash('sha256', `${text} ${at}`, 'buffer');
const leaves = Array.from({ length: 70_000 }, (_, at) => leaf(at));

/** The root of the first leaves, from its definition alone. */
function definedRoot(count: number): Buffer {
  const stack: { size: number; root: Buffer }[] = [];
  for (let at = 0; at < count; at++) {
    let top: { size: number; root: Buffer } = { size: 1, root: leaves[at]! };
    for (let left = stack.at(-1); left?.size === top.size; left = stack.at(-1)) {
      stack.pop();
      top = { size: 2 * top.size, root: nodeHash(left.root, top.root) };
    }
    stack.push(top);
  }
  return stack.map(({ root }) => root).reduceRight((right, left) => nodeHash(left, right));
}

describe('The tiles of a log in the file store', () => {
  let folder: string;
  let files: FolderFileStore;
  let tiles: TileFiles;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tiles-'));
    files = new FolderFileStore(Object.assign(new RuntimeConfig(), { dataDir: folder }));
    tiles = new TileFiles(files, 'the-event-log');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const stored = async () => {
    const found = [];
    for await (const { id } of files.list()) found.push(id);
    return found;
  };

  it('have the root and the proofs of the tree, however it grew', async () => {
    const sizes = [1, 2, 255, 256, 257, 600, 65_535, 65_536, 65_600, 70_000];
    let size = 0;
    for (const next of sizes) {
      await tiles.extend(size, leaves.slice(size, next));
      const root = await rootOf(next, tiles.reader(next));
      expect(root).toEqual(definedRoot(next));
      for (const index of [0, size, next - 1]) {
        const proof = await inclusionProof(index, next, tiles.reader(next));
        expect(rootOfInclusion({ index, size: next, leaf: leaves[index]! }, proof)).toEqual(root);
      }
      const proof = await consistencyProof(size, next, tiles.reader(next));
      const before = { size, root: size > 0 ? definedRoot(size) : EMPTY_ROOT };
      expect(isConsistent(before, { size: next, root }, proof)).toBe(true);
      size = next;
    }
    const last: Tile[] = [
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ];
    for (const tile of last) expect((await tiles.read(tile)).length).toBe(32 * tile.width);
    expect(pathOf(last[0]!)).toBe('0/273.p/112');
  });

  it('are the same if they are written again, even after an interruption', async () => {
    await tiles.extend(0, leaves.slice(0, 300));
    const before = await stored();
    await tiles.extend(0, leaves.slice(0, 300));
    expect(await stored()).toEqual(before);
    const realPut = files.put.bind(files);
    const put = jest.spyOn(files, 'put').mockImplementationOnce(realPut);
    put.mockRejectedValueOnce(new Error('interrupted'));
    await expect(tiles.extend(300, leaves.slice(300, 600))).rejects.toThrow('interrupted');
    put.mockRestore();
    await tiles.extend(300, leaves.slice(300, 600));
    expect(await rootOf(600, tiles.reader(600))).toEqual(definedRoot(600));
  });

  it('reject leaves that differ from the stored ones', async () => {
    await tiles.extend(0, leaves.slice(0, 300));
    const others = [...leaves.slice(0, 299), leaf(299, 'another leaf')];
    await expect(tiles.extend(0, others)).rejects.toThrow(TreeFork);
    expect(await rootOf(300, tiles.reader(300))).toEqual(definedRoot(300));
  });

  it('reveal stored leaves beyond the known size', async () => {
    await tiles.extend(0, leaves.slice(0, 300));
    expect(await tiles.leavesAfter(300)).toEqual([]);
    expect(await tiles.leavesAfter(290)).toEqual(leaves.slice(290, 300));
    expect(await tiles.leavesAfter(200)).toEqual(leaves.slice(200, 256));
    expect(await tiles.leavesAfter(0)).toEqual(leaves.slice(0, 256));
  });

  it('that are partial are removed once a larger tree does not need them', async () => {
    for (const [from, to] of [
      [0, 300],
      [300, 400],
      [400, 600],
    ])
      await tiles.extend(from!, leaves.slice(from, to));
    await tiles.removePartial(300, 400);
    expect((await stored()).sort()).toEqual(
      ['0-0-256', '0-1-144', '0-1-256', '0-2-88', '1-0-1', '1-0-2'].map((tile) => `the-event-log-tile-${tile}`),
    );
    await tiles.removePartial(400, 600);
    expect(await rootOf(600, tiles.reader(600))).toEqual(definedRoot(600));
    expect(await stored()).toHaveLength(4);
  });

  it('are read once if recent ones are kept in memory, which are limited', async () => {
    await tiles.extend(0, leaves.slice(0, 600));
    const recent = new Map<string, TileHashes>();
    const opened = jest.spyOn(files, 'open');
    for (let time = 0; time < 3; time++)
      await inclusionProof(300, 600, new TileFiles(files, 'the-event-log', recent).reader(600));
    expect(opened.mock.calls.map(([id]) => id).sort()).toEqual([...recent.keys()].sort());
    for (let at = 0; at < 300; at++) recent.set(`other-${at}`, new TileHashes(Buffer.alloc(0)));
    await inclusionProof(300, 600, new TileFiles(files, 'the-event-log', recent).reader(600));
    expect(recent.size).toBe(256);
  });

  it('say which of them is missing', async () => {
    await tiles.extend(0, leaves.slice(0, 300));
    await files.remove('the-event-log-tile-0-1-44');
    await expect(rootOf(300, tiles.reader(300))).rejects.toThrow('Tile 0/001.p/44 is missing or damaged');
    await expect(tiles.extend(300, leaves.slice(300, 301))).rejects.toThrow('is missing');
  });
});
