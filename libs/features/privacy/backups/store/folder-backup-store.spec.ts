import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBackupStore } from './folder-backup-store';

describe('The folder of backups', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'backups-'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('loses unfinished archives of killed processes with the next backup, and nothing else', async () => {
    const store = new FolderBackupStore({ dataFolder: folder } as never, { dataDir: folder } as never);
    const suffix = '0123456789ab.tmp';
    const name = '20261203T101500Z-4f9a1c.data.ukb';
    const abandoned = [`${name}.${suffix}`, `${name}.verified.${suffix}`];
    const others = [`notes.txt.${suffix}`, 'other.tmp', name];
    const recent = `${name}.ba9876543210.tmp`;
    for (const file of [...abandoned, ...others, recent]) await writeFile(join(folder, file), '');
    const longAgo = new Date(Date.now() - 3 * 24 * 3_600_000);
    for (const file of [...abandoned, ...others]) await utimes(join(folder, file), longAgo, longAgo);
    async function* content() {
      yield Buffer.from('archive');
    }
    await store.put({ backup: '20261204T101500Z-4f9a1c', kind: 'data' }, content());
    expect((await readdir(folder)).sort()).toEqual([...others, recent, '20261204T101500Z-4f9a1c.data.ukb'].sort());
  });
});
