import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FolderFileStore } from './folder-file-store';

const ID = 'f'.repeat(32);

describe('FolderFileStore', () => {
  let dataDir: string;
  let files: FolderFileStore;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'userkeep-files-'));
    files = new FolderFileStore(Object.assign(new RuntimeConfig(), { dataDir }));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const everyFile = async () =>
    (await readdir(dataDir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);

  it('gives back what was put, byte by byte', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 0]);
    await files.put(ID, bytes);
    expect(await files.get(ID)).toEqual(bytes);
  });

  it('knows nothing of what was never put or has been removed, and removes twice without complaint', async () => {
    expect(await files.get(ID)).toBeUndefined();
    await files.put(ID, Buffer.from('x'));
    await files.remove(ID);
    await files.remove(ID);
    expect(await files.get(ID)).toBeUndefined();
  });

  it('leaves only the complete file in the folder', async () => {
    await Promise.all(Array.from({ length: 20 }, () => files.put(ID, Buffer.alloc(10_000, 1))));
    expect(await everyFile()).toEqual([ID]);
  });

  it('deletes the incomplete file if writing fails', async () => {
    await files.put(ID, Buffer.from('x'));
    await expect(files.put(ID, 5 as never)).rejects.toThrow();
    expect(await everyFile()).toEqual([ID]);
    expect(await files.get(ID)).toEqual(Buffer.from('x'));
  });

  it.each(['../../secret-0123456789', '..', '/etc/passwd', `${ID}/../../x`, `${ID}\0`])(
    'never leaves its folder for %j',
    async (id) => {
      await writeFile(join(dataDir, 'secret-0123456789'), 'secret');
      await expect(files.get(id)).rejects.toThrow('not the ID of a file');
      await expect(files.put(id, Buffer.from('x'))).rejects.toThrow('not the ID of a file');
      await expect(files.remove(id)).rejects.toThrow('not the ID of a file');
      expect(await everyFile()).toEqual(['secret-0123456789']);
    },
  );
});
