import { hash } from 'node:crypto';
import {
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  isConsistent,
  nodeHash,
  rootOf,
  rootOfInclusion,
  type ReadHash,
} from './tree.rule';

/** The leaves and roots of the reference implementation of RFC 6962. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leafHash = (bytes: Buffer) => hash('sha256', Buffer.concat([Buffer.of(0), bytes]), 'buffer');
const leaves = Array.from({ length: 70 }, (_, at) =>
  leafHash(Buffer.from(LEAVES[at] ?? String(at), at < 8 ? 'hex' : 'utf8')),
);

const read: ReadHash = async (level, index) => {
  if (level === 0) return leaves[index]!;
  return nodeHash(await read(level - 1, 2 * index), await read(level - 1, 2 * index + 1));
};
const changed = (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 5 ? byte ^ 1 : byte)));

describe('The hash tree', () => {
  it('has the roots of RFC 6962', async () => {
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(await rootOf(0, read)).toEqual(EMPTY_ROOT);
    for (const [at, root] of ROOTS.entries()) expect((await rootOf(at + 1, read)).toString('hex')).toBe(root);
  });

  it('proves each leaf of each size, and nothing else', async () => {
    for (let size = 1; size <= leaves.length; size++) {
      const root = await rootOf(size, read);
      for (let index = 0; index < size; index++) {
        const proof = await inclusionProof(index, size, read);
        const leaf = leaves[index]!;
        expect(rootOfInclusion({ index, size, leaf }, proof)).toEqual(root);
        expect(rootOfInclusion({ index, size, leaf: changed(leaf) }, proof)).not.toEqual(root);
        expect(rootOfInclusion({ index, size, leaf }, [...proof, leaf])).toBeUndefined();
        if (size > 1) expect(rootOfInclusion({ index: (index + 1) % size, size, leaf }, proof)).not.toEqual(root);
        for (const at of proof.keys()) {
          expect(rootOfInclusion({ index, size, leaf }, proof.with(at, changed(proof[at]!)))).not.toEqual(root);
          expect(rootOfInclusion({ index, size, leaf }, proof.toSpliced(at, 1))).not.toEqual(root);
        }
      }
    }
    expect(rootOfInclusion({ index: 1, size: 1, leaf: leaves[0]! }, [])).toBeUndefined();
    await expect(inclusionProof(3, 3, read)).rejects.toThrow('no leaf 3');
  });

  it('proves that each tree begins with each smaller one, and nothing else', async () => {
    for (let newer = 0; newer <= 40; newer++) {
      const to = { size: newer, root: await rootOf(newer, read) };
      for (let older = 0; older <= newer; older++) {
        const from = { size: older, root: await rootOf(older, read) };
        const proof = await consistencyProof(older, newer, read);
        expect(isConsistent(from, to, proof)).toBe(true);
        expect(isConsistent({ ...from, root: changed(from.root) }, to, proof)).toBe(false);
        if (older > 0) expect(isConsistent(from, { ...to, root: changed(to.root) }, proof)).toBe(false);
        expect(isConsistent(from, to, [...proof, leaves[0]!])).toBe(false);
        for (const at of proof.keys()) {
          expect(isConsistent(from, to, proof.with(at, changed(proof[at]!)))).toBe(false);
          expect(isConsistent(from, to, proof.toSpliced(at, 1))).toBe(false);
        }
        if (older < newer) expect(isConsistent(to, from, proof)).toBe(false);
      }
    }
    await expect(consistencyProof(4, 3, read)).rejects.toThrow('does not contain');
  });
});
