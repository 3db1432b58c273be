import { hash } from 'node:crypto';

/** The hash of a complete subtree: that of 2 ** level leaves, of which the first has the number index * 2 ** level. */
export type ReadHash = (level: number, index: number) => Promise<Buffer>;

export const HASH_BYTES = 32;
export const EMPTY_ROOT = hash('sha256', '', 'buffer');
/** In RFC 6962 this first byte distinguishes inner nodes from leaves. */
const NODE = Buffer.of(1);

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer');
}

/** The root hash of the first `size` leaves. */
export async function rootOf(size: number, read: ReadHash): Promise<Buffer> {
  return size === 0 ? EMPTY_ROOT : rangeHash(0, size, read);
}

/** The hashes that lead from the leaf with this number to the root of the first `size` leaves (RFC 6962, 2.1.1). */
export async function inclusionProof(index: number, size: number, read: ReadHash): Promise<Buffer[]> {
  if (index < 0 || index >= size) throw new RangeError(`A tree of ${size} leaves has no leaf ${index}.`);
  const proof: Promise<Buffer>[] = [];
  for (let [start, end] = [0, size]; end - start > 1;) {
    const middle = start + leftSize(end - start);
    proof.unshift(index < middle ? rangeHash(middle, end, read) : rangeHash(start, middle, read));
    if (index < middle) end = middle;
    else start = middle;
  }
  return Promise.all(proof);
}

/** The hashes that show that the first `older` leaves of a tree of `newer` leaves have not changed (RFC 6962, 2.1.2). */
export async function consistencyProof(older: number, newer: number, read: ReadHash): Promise<Buffer[]> {
  if (older < 0 || older > newer) throw new RangeError(`A tree of ${newer} leaves does not contain one of ${older}.`);
  if (older === 0 || older === newer) return [];
  const proof: Promise<Buffer>[] = [];
  let [start, end] = [0, newer];
  while (older !== end) {
    const middle = start + leftSize(end - start);
    if (older <= middle) {
      proof.unshift(rangeHash(middle, end, read));
      end = middle;
    } else {
      proof.unshift(rangeHash(start, middle, read));
      start = middle;
    }
  }
  // A verifier knows the root of the older tree, so it is left out if it is a subtree of the newer one.
  return Promise.all(start === 0 ? proof : [rangeHash(start, end, read), ...proof]);
}

/** The root that follows from a leaf and its inclusion proof; undefined if the proof has the wrong length. */
export function rootOfInclusion(
  { index, size, leaf }: { readonly index: number; readonly size: number; readonly leaf: Buffer },
  proof: readonly Buffer[],
): Buffer | undefined {
  if (index < 0 || index >= size) return undefined;
  let [node, last] = [index, size - 1];
  let root = leaf;
  for (const other of proof) {
    if (last === 0) return undefined;
    if (isOdd(node) || node === last) {
      root = nodeHash(other, root);
      while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)];
    } else {
      root = nodeHash(root, other);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? root : undefined;
}

interface Head {
  readonly size: number;
  readonly root: Buffer;
}

/** Whether the proof shows that the newer tree begins with the leaves of the older one. */
export function isConsistent(older: Head, newer: Head, proof: readonly Buffer[]): boolean {
  if (older.size > newer.size) return false;
  if (older.size === 0) return proof.length === 0 && older.root.equals(EMPTY_ROOT);
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  let [node, last] = [older.size - 1, newer.size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  const [first, ...others] = node > 0 ? proof : [older.root, ...proof];
  if (!first) return false;
  let [olderRoot, newerRoot] = [first, first];
  for (const other of others) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      [olderRoot, newerRoot] = [nodeHash(other, olderRoot), nodeHash(other, newerRoot)];
      while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)];
    } else {
      newerRoot = nodeHash(newerRoot, other);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && olderRoot.equals(older.root) && newerRoot.equals(newer.root);
}

/** `start` must be a multiple of the largest complete subtree in the range, as in every step of a proof. */
async function rangeHash(start: number, end: number, read: ReadHash): Promise<Buffer> {
  const subtrees: Promise<Buffer>[] = [];
  for (let from = start; from < end;) {
    const level = Math.floor(Math.log2(end - from));
    subtrees.push(read(level, from / 2 ** level));
    from += 2 ** level;
  }
  return (await Promise.all(subtrees)).reduceRight((right, left) => nodeHash(left, right));
}

/** The largest power of two that is less than the size. */
function leftSize(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}

function isOdd(number: number): boolean {
  return number % 2 === 1;
}

function half(number: number): number {
  return Math.floor(number / 2);
}
