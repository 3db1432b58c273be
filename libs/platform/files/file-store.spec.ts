import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { RuntimeConfig } from '@platform/config/runtime.config';
import type { ByteRange } from './byte-range.rule';
import { FileTooLarge, RangeNotSatisfiable } from './file.errors';
import type { FileStore, ListOptions } from './file-store';
import { FolderFileStore } from './folder-file-store';

interface StoreUnderTest {
  readonly files: FileStore;
  /** Another process on the same store. */
  readonly other: FileStore;
  close(): Promise<void>;
}

async function folderStore(): Promise<StoreUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'userkeep-files-'));
  const store = () => new FolderFileStore(Object.assign(new RuntimeConfig(), { dataDir }));
  return { files: store(), other: store(), close: () => rm(dataDir, { recursive: true, force: true }) };
}

const ID = 'f'.repeat(32);
const idOf = (n: number) => `file-${String(n).padStart(20, '0')}`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What every implementation of the port must do. */
describe.each([['FolderFileStore', folderStore]])('%s as a FileStore', (_name, start) => {
  let store: StoreUnderTest;
  let files: FileStore;

  beforeEach(async () => {
    store = await start();
    ({ files } = store);
  });
  afterEach(() => store.close());

  const read = async (id: string, range?: ByteRange) => {
    const opened = await files.open(id, range);
    return opened && (await buffer(opened.stream)).toString('latin1');
  };
  const listed = async (options?: ListOptions) => {
    const ids: string[] = [];
    for await (const { id } of files.list(options)) ids.push(id);
    return ids;
  };
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(100_000, 1);
    throw new Error('The connection was lost.');
  }

  describe('put', () => {
    const bytes = Buffer.from([0, 255, 10, 13, 0]);

    it.each([
      ['a buffer', () => bytes],
      ['a stream', () => Readable.from([bytes.subarray(0, 2), bytes.subarray(2)])],
      [
        'a generator',
        async function* () {
          yield bytes.subarray(0, 4);
          yield bytes.subarray(4);
        },
      ],
    ])('stores %s byte by byte, and returns its size and SHA-256', async (_what, source) => {
      const given = typeof source === 'function' ? source() : source;
      expect(await files.put(ID, given)).toEqual({ stored: true, size: 5, sha256: sha256(bytes) });
      expect(await read(ID)).toBe(bytes.toString('latin1'));
    });

    it('stores an empty file', async () => {
      expect(await files.put(ID, Readable.from([]))).toMatchObject({ stored: true, size: 0 });
      expect(await read(ID)).toBe('');
    });

    it('stores nothing when the source fails', async () => {
      await expect(files.put(ID, failing())).rejects.toThrow('The connection was lost.');
      expect([await files.stat(ID), await listed()]).toEqual([undefined, []]);
    });

    it('keeps the existing file when the source of another put fails', async () => {
      await files.put(ID, Buffer.from('first'));
      await expect(files.put(ID, failing())).rejects.toThrow('The connection was lost.');
      expect(await read(ID)).toBe('first');
    });

    it('stores content of exactly maxBytes, and rejects one byte more', async () => {
      await files.put(idOf(1), Buffer.alloc(10), { maxBytes: 10 });
      await expect(files.put(ID, Readable.from([Buffer.alloc(10), Buffer.alloc(1)]), { maxBytes: 10 })).rejects.toEqual(
        new FileTooLarge(10),
      );
      expect(await listed()).toEqual([idOf(1)]);
    });

    it('ends a source that it stops reading', async () => {
      const source = new Readable({ read: () => undefined });
      source.push(Buffer.alloc(11));
      await expect(files.put(ID, source, { maxBytes: 10 })).rejects.toThrow(FileTooLarge);
      expect(source.destroyed).toBe(true);
    });
  });

  describe('put with ifAbsent', () => {
    it('never overwrites a file, and returns the size and hash of what it was given', async () => {
      await files.put(ID, Buffer.from('first'));
      const second = await files.put(ID, Buffer.from('second one'), { ifAbsent: true });
      expect(second).toEqual({ stored: false, size: 10, sha256: sha256(Buffer.from('second one')) });
      expect(await read(ID)).toBe('first');
    });

    it('stores exactly one of 20 at once from two processes', async () => {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 ? store.other : files).put(ID, Readable.from([Buffer.from(`${n}`)]), { ifAbsent: true }),
        ),
      );
      const winners = results.flatMap(({ stored }, n) => (stored ? [`${n}`] : []));
      expect(winners).toHaveLength(1);
      expect([await read(ID), await listed()]).toEqual([winners[0], [ID]]);
    });

    it('stores a file again that was removed', async () => {
      await files.put(ID, Buffer.from('first'));
      await files.remove(ID);
      expect((await files.put(ID, Buffer.from('second'), { ifAbsent: true })).stored).toBe(true);
      expect(await read(ID)).toBe('second');
    });
  });

  describe('open', () => {
    beforeEach(() => files.put(ID, Buffer.from('0123456789')));

    it('returns the whole file with its size', async () => {
      const opened = await files.open(ID);
      opened?.stream.destroy();
      expect(opened).toMatchObject({ size: 10, range: undefined });
      expect(opened?.modifiedAt).toEqual((await files.stat(ID))?.modifiedAt);
      expect(await read(ID)).toBe('0123456789');
    });

    it.each<[ByteRange, string]>([
      [{ start: 0, end: 0 }, '0'],
      [{ start: 2, end: 4 }, '234'],
      [{ start: 7 }, '789'],
      [{ start: 7, end: 999 }, '789'],
      [{ suffix: 2 }, '89'],
      [{ suffix: 999 }, '0123456789'],
    ])('returns the range %j', async (range, expected) => {
      const opened = await files.open(ID, range);
      opened?.stream.destroy();
      expect(opened?.size).toBe(10);
      expect((opened?.range?.end ?? 0) - (opened?.range?.start ?? 0) + 1).toBe(expected.length);
      expect(await read(ID, range)).toBe(expected);
    });

    it.each<ByteRange>([{ start: 10 }, { start: 5, end: 4 }, { suffix: 0 }])('rejects the range %j', async (range) => {
      await expect(files.open(ID, range)).rejects.toEqual(new RangeNotSatisfiable(10));
    });

    it('rejects every range of an empty file', async () => {
      await files.put(idOf(1), Buffer.alloc(0));
      await expect(files.open(idOf(1), { start: 0 })).rejects.toEqual(new RangeNotSatisfiable(0));
    });

    it('still returns the bytes of a file that is removed while it is read', async () => {
      const opened = await files.open(ID);
      await files.remove(ID);
      expect(opened && (await buffer(opened.stream)).toString()).toBe('0123456789');
    });
  });

  it('has no file that was never stored or was removed, and can remove a file twice', async () => {
    expect([await files.open(ID), await files.open(ID, { start: 0 }), await files.stat(ID)]).toEqual(
      Array(3).fill(undefined),
    );
    await files.put(ID, Buffer.from('x'));
    await files.remove(ID);
    await files.remove(ID);
    expect([await files.open(ID), await files.stat(ID)]).toEqual([undefined, undefined]);
  });

  it('reports size and modification time', async () => {
    const before = Date.now() - 5000;
    await files.put(ID, Buffer.from('0123456789'));
    const status = await files.stat(ID);
    expect(status?.size).toBe(10);
    expect(status?.modifiedAt.getTime()).toBeGreaterThan(before);
  });

  describe('list', () => {
    const ids = Array.from({ length: 60 }, (_, n) => idOf(n));
    const putAll = () => Promise.all(ids.map((id) => files.put(id, Buffer.from(id))));

    it('lists nothing in an empty store', async () => expect(await listed()).toEqual([]));

    it('lists every file once, with size and time, in the same order each time', async () => {
      await putAll();
      const all = await listed();
      expect([...all].sort()).toEqual(ids);
      expect(await listed()).toEqual(all);
      const [first] = await Readable.from(files.list({ limit: 1 })).toArray();
      expect(first).toEqual({ id: all[0], ...(await files.stat(all[0] as string)) });
    });

    it('continues after an id, page by page, even when that file was removed', async () => {
      await putAll();
      const all = await listed();
      const paged: string[] = [];
      for (let page = await listed({ limit: 7 }); page.length > 0;) {
        paged.push(...page);
        const after = page.at(-1) as string;
        await files.remove(after);
        page = await listed({ after, limit: 7 });
      }
      expect(paged).toEqual(all);
    });

    it('lists only ids with a prefix, and not more than the limit', async () => {
      await putAll();
      await files.put(ID, Buffer.from('x'));
      expect(await listed({ prefix: 'ffff' })).toEqual([ID]);
      expect(await listed({ limit: 0 })).toEqual([]);
      expect(await listed({ prefix: 'file-', limit: 3 })).toHaveLength(3);
    });
  });

  it.each(['../../secret-0123456789', '..', '/etc/passwd', `${ID}/../../x`, `${ID}\0`])(
    'rejects %j, which is not an id',
    async (id) => {
      await expect(files.open(id)).rejects.toThrow('not a valid file ID');
      await expect(files.stat(id)).rejects.toThrow('not a valid file ID');
      await expect(files.put(id, Buffer.from('x'))).rejects.toThrow('not a valid file ID');
      await expect(files.remove(id)).rejects.toThrow('not a valid file ID');
      await expect(listed({ after: id })).rejects.toThrow('not a valid file ID');
      expect(await listed()).toEqual([]);
    },
  );
});
