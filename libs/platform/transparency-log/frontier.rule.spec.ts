import { hash } from 'node:crypto';
import { Frontier } from './frontier.rule';
import { nodeHash, rootOf } from './tree.rule';

const leaves = Array.from({ length: 70 }, (_, at) => hash('sha256', String(at), 'buffer'));
const subtree = (level: number, index: number): Buffer =>
  level === 0 ? leaves[index]! : nodeHash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));

describe('The frontier of a growing tree', () => {
  it('has the root of the tree of each size', async () => {
    const frontier = new Frontier();
    for (let size = 0; size <= leaves.length; size++) {
      expect(frontier.size).toBe(size);
      expect(frontier.root()).toEqual(await rootOf(size, async (level, index) => subtree(level, index)));
      if (size < leaves.length) frontier.add(leaves[size]!);
    }
  });
});
