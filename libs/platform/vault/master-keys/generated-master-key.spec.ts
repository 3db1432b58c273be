import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatedMasterKeys } from './generated-master-key';

describe('generatedMasterKeys', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('agrees on one key, however many ask first, and leaves no drafts', async () => {
    const dataDir = join(folder, 'not', 'there', 'yet');
    const all = await Promise.all(Array.from({ length: 20 }, () => generatedMasterKeys(dataDir)));
    expect(new Set(all.map((keys) => keys.current.secret.toString('hex'))).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(['master-keys']);
  });

  it('says which file is damaged', async () => {
    await writeFile(join(folder, 'master-keys'), 'dev-1:short');
    await expect(generatedMasterKeys(folder)).rejects.toThrow(join(folder, 'master-keys'));
  });
});
