import type { ReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { foldersOf } from './file-id.rule';
import type { ListedFile } from './file-store';
import { FolderFileStore } from './folder-file-store';

const ID = 'f'.repeat(32);
const MIB = 1024 * 1024;

describe('FolderFileStore', () => {
  let dataDir: string;
  let files: FolderFileStore;
  let endAbandoned: () => Promise<unknown>;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'userkeep-files-'));
    files = new FolderFileStore(Object.assign(new RuntimeConfig(), { dataDir }));
    endAbandoned = async () => undefined;
  });
  afterEach(async () => {
    await endAbandoned();
    await rm(dataDir, { recursive: true, force: true });
  });

  const entries = async (kind: 'isFile' | 'isDirectory') =>
    (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry[kind]());
  const everyFile = async () => (await entries('isFile')).map(({ name }) => name);
  const pathOf = async (ending: string) => {
    const found = (await entries('isFile')).find(({ name }) => name.endsWith(ending));
    return found && join(found.parentPath, found.name);
  };

  /** Starts a put and never finishes it, like a process that is killed during it. */
  const abandonedPut = async (id: string) => {
    const [reached, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(100_000, 1);
      reached.resolve();
      await end.promise;
    }
    const put = files.put(id, source());
    await reached.promise;
    const endOthers = endAbandoned;
    endAbandoned = async () => {
      end.resolve();
      await Promise.allSettled([put, endOthers()]);
    };
  };

  it('leaves only the finished file, whatever happened before', async () => {
    await Promise.all(Array.from({ length: 10 }, () => files.put(ID, Buffer.alloc(10_000, 1))));
    await Promise.all(Array.from({ length: 10 }, () => files.put(ID, Buffer.alloc(10_000, 2), { ifAbsent: true })));
    await expect(files.put(ID, 5 as never)).rejects.toThrow();
    await expect(files.put(ID, Buffer.alloc(2), { maxBytes: 1 })).rejects.toThrow();
    expect(await everyFile()).toEqual([ID]);
  });

  it('makes files and folders readable only by its own user', async () => {
    await files.put(ID, Buffer.from('x'), { ifAbsent: true });
    const modes = async (kind: 'isFile' | 'isDirectory') =>
      Promise.all((await entries(kind)).map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mode));
    expect((await modes('isFile')).map((mode) => mode & 0o777)).toEqual([0o600]);
    expect((await modes('isDirectory')).map((mode) => mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
  });

  it('shows no part of a put whose process was killed', async () => {
    await abandonedPut(ID);
    expect(await everyFile()).toEqual([expect.stringMatching(/^f{32}\.[0-9a-f]{12}\.tmp$/)]);
    const listed = await Readable.from(files.list()).toArray();
    expect([await files.stat(ID), await files.open(ID), listed]).toEqual([undefined, undefined, []]);
    expect((await files.put(ID, Buffer.from('x'), { ifAbsent: true })).stored).toBe(true);
  });

  it('removes unfinished files without a recent write, and no others', async () => {
    const now = Date.now();
    await abandonedPut(ID);
    const old = await pathOf('.tmp');
    await utimes(old as string, new Date(now - 2000), new Date(now - 2000));
    await abandonedPut('e'.repeat(32));
    await files.put('d'.repeat(32), Buffer.from('x'));
    const finished = await pathOf('d'.repeat(32));
    await utimes(finished as string, new Date(0), new Date(0));
    expect(await files.removeUnfinished(new Date(now - 1000))).toBe(1);
    expect((await everyFile()).sort()).toEqual(['d'.repeat(32), expect.stringMatching(/^e{32}.*\.tmp$/)]);
  });

  it('removes what an unfinished put has left, and makes a running put of the same ID fail', async () => {
    await abandonedPut(ID);
    await files.put('e'.repeat(32), Buffer.from('x'));
    async function* removedMeanwhile(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('x');
      await files.remove(ID);
    }
    await expect(files.put(ID, removedMeanwhile())).rejects.toThrow('ENOENT');
    expect(await everyFile()).toEqual(['e'.repeat(32)]);
  });

  it('lists several files of one folder in order, and continues between them', async () => {
    const ids = idsOfOneFolder(4);
    for (const at of [2, 0, 3, 1]) await files.put(ids[at] as string, Buffer.from('x'));
    const listed = async (after?: string) =>
      (await Readable.from(files.list({ after })).toArray()).map((file: ListedFile) => file.id);
    expect(await listed()).toEqual(ids);
    for (const [at, id] of ids.entries()) expect(await listed(id)).toEqual(ids.slice(at + 1));
  });

  it('never touches a file outside of its folder', async () => {
    await writeFile(join(dataDir, 'secret-0123456789'), 'secret');
    await expect(files.remove('../../../secret-0123456789')).rejects.toThrow('not a valid file ID');
    expect(await everyFile()).toEqual(['secret-0123456789']);
  });

  it('writes 100 MiB to disk while it reads them, and holds no more than two chunks in memory', async () => {
    let most = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      const chunk = Buffer.alloc(MIB, 7);
      for (let given = 0; given < 100; given++) {
        yield chunk;
        const { size } = await stat((await pathOf('.tmp')) as string);
        most = Math.max(most, (given + 1) * MIB - size);
      }
    }
    expect((await files.put(ID, source())).size).toBe(100 * MIB);
    expect(most).toBeLessThanOrEqual(2 * MIB);
  });

  it('reads 100 MiB no faster than its reader consumes them', async () => {
    await files.put(ID, Buffer.alloc(100 * MIB, 7));
    const stream = (await files.open(ID))?.stream as ReadStream;
    let [taken, most] = [0, 0];
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      taken += chunk.length;
      most = Math.max(most, stream.bytesRead - taken);
    }
    expect(taken).toBe(100 * MIB);
    expect(most).toBeLessThanOrEqual(MIB);
  });

  it('ends a source that it cannot start to store', async () => {
    await writeFile(join(dataDir, 'files'), 'no folder');
    const source = Readable.from([Buffer.from('x')]);
    await expect(files.put(ID, source)).rejects.toThrow();
    expect(source.destroyed).toBe(true);
  });

  it('closes a file whose reader stops early', async () => {
    await files.put(ID, Buffer.alloc(MIB));
    const stream = (await files.open(ID))?.stream as ReadStream;
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    for await (const _ of stream) break;
    await closed;
  });
});

function idsOfOneFolder(count: number): string[] {
  const folder = foldersOf(ID).join();
  const found: string[] = [];
  for (let n = 0; found.length < count; n++) {
    const id = `file-${String(n).padStart(20, '0')}`;
    if (foldersOf(id).join() === folder) found.push(id);
  }
  return found;
}
