import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogFile } from './audit-file';
import { readLogKeys } from './log-keys';
import { verifyLog } from './verify-log';

const LOG = join(__dirname, '../../../../../test/contract/fixtures/audit-log/log.ndjson');
const NO_OBJECTS = ['null', '1', '"text"', '[]'];

describe('A file that an auditor verifies', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'auditor-'))));
  afterAll(() => rm(folder, { recursive: true }));

  const fileWith = async (text: string) => {
    const path = join(folder, 'file');
    await writeFile(path, text);
    return path;
  };
  const verify = async (path: string) => verifyLog(await openLogFile(path), { heads: [], keys: [] });

  it.each(NO_OBJECTS)('is damaged if %s is in the place of any line of the log', async (wrong) => {
    const lines = (await readFile(LOG, 'utf8')).trimEnd().split('\n');
    for (let at = 0; at < lines.length; at++)
      await expect(verify(await fileWith(lines.with(at, wrong).join('\n')))).rejects.toThrow(
        `is damaged or incomplete at line ${at + 1}.`,
      );
    await expect(verify(await fileWith([...lines, wrong].join('\n')))).rejects.toThrow('is damaged or incomplete');
  });

  it.each(NO_OBJECTS)('is refused as a list of keys if it contains %s', async (wrong) => {
    const path = await fileWith(`{"keys":[${wrong}]}`);
    await expect(readLogKeys(path)).rejects.toThrow(`${path} must contain verifier keys only`);
  });

  it.each(NO_OBJECTS)('is refused as a list of keys if it is %s', async (wrong) => {
    const path = await fileWith(wrong);
    await expect(readLogKeys(path)).rejects.toThrow(`${path} must contain verifier keys only`);
  });
});
