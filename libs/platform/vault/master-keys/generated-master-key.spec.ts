import files, { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatedMasterKeys } from './generated-master-key';
import type { MasterKeys } from './master-keys';

describe('generatedMasterKeys', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the same for all concurrent first calls, and leaves no temporary files', async () => {
    const dataDir = join(folder, 'not', 'there', 'yet');
    const all = await Promise.all(Array.from({ length: 20 }, () => generatedMasterKeys(dataDir)));
    expect(new Set(all.map((keys) => keys.current.secret.toString('hex'))).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(['master-keys']);
  });

  it('is that of a process that was faster, whose file stays unchanged', async () => {
    const open = files.open.bind(files);
    let faster: MasterKeys | undefined;
    jest.spyOn(files, 'open').mockImplementationOnce(async (...args) => {
      faster = await generatedMasterKeys(folder);
      return open(...args);
    });
    const own = await generatedMasterKeys(folder);
    expect(faster).toBeDefined();
    expect(own.current).toEqual(faster?.current);
    expect((await generatedMasterKeys(folder)).current).toEqual(own.current);
  });

  it('reports the damaged file by name', async () => {
    await writeFile(join(folder, 'master-keys'), 'dev-1:short');
    await expect(generatedMasterKeys(folder)).rejects.toThrow(join(folder, 'master-keys'));
  });
});
