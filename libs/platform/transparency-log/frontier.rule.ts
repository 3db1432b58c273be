import { EMPTY_ROOT, nodeHash } from './tree.rule';

interface Subtree {
  readonly size: number;
  readonly root: Buffer;
}

/** Computes the root of a growing tree from its leaves, and keeps only the roots of its complete subtrees. */
export class Frontier {
  private readonly subtrees: Subtree[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(leaf: Buffer): void {
    let added: Subtree = { size: 1, root: leaf };
    for (let left = this.subtrees.at(-1); left?.size === added.size; left = this.subtrees.at(-1)) {
      this.subtrees.pop();
      added = { size: 2 * added.size, root: nodeHash(left.root, added.root) };
    }
    this.subtrees.push(added);
    this.count++;
  }

  root(): Buffer {
    if (this.count === 0) return EMPTY_ROOT;
    return this.subtrees.map(({ root }) => root).reduceRight((right, left) => nodeHash(left, right));
  }
}
