import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SiemFile } from './siem-file';

describe('The file for a SIEM', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'userkeep-siem-'));
    file = join(folder, 'events.ndjson');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const line = (n: number, padding = 0) => `${JSON.stringify({ position: n, padding: 'x'.repeat(padding) })}\n`;
  const positionsIn = async (path: string) =>
    (await readFile(path, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((text) => (JSON.parse(text) as { position: number }).position);
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

  it('is created readable by its owner only, and lines are appended to it', async () => {
    const output = new SiemFile(file, 10_000, 3);
    await output.write(line(1) + line(2));
    await output.write(line(3));
    expect(await positionsIn(file)).toEqual([1, 2, 3]);
    expect(await modeOf(file)).toBe(0o600);
  });

  it('becomes readable by its owner only if it was not', async () => {
    await writeFile(file, line(1));
    await chmod(file, 0o644);
    await new SiemFile(file, 10_000, 3).write(line(2));
    expect(await modeOf(file)).toBe(0o600);
    expect(await positionsIn(file)).toEqual([1, 2]);
  });

  it('gets a suffix when it is full, and the oldest file is removed', async () => {
    const output = new SiemFile(file, 250, 2);
    for (let n = 1; n <= 8; n++) await output.write(line(n, 80));
    expect((await readdir(folder)).sort()).toEqual(['events.ndjson', 'events.ndjson.1', 'events.ndjson.2']);
    expect(await positionsIn(file)).toEqual([7, 8]);
    expect(await positionsIn(`${file}.1`)).toEqual([5, 6]);
    expect(await positionsIn(`${file}.2`)).toEqual([3, 4]);
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(250);
      expect(await modeOf(join(folder, name))).toBe(0o600);
    }
  });

  it('takes a line that is longer than a file', async () => {
    const output = new SiemFile(file, 250, 5);
    for (const [n, padding] of [
      [1, 10],
      [2, 1000],
      [3, 10],
    ] as const)
      await output.write(line(n, padding));
    expect([await positionsIn(`${file}.2`), await positionsIn(`${file}.1`), await positionsIn(file)]).toEqual([
      [1],
      [2],
      [3],
    ]);
  });

  it.each([1, 30, 70_000, 200_000])(
    'loses a half-written last line of %i bytes, which is written again',
    async (size) => {
      await writeFile(file, line(1) + line(2) + line(3, 300_000).slice(0, size), { mode: 0o600 });
      await new SiemFile(file, 10_000_000, 3).write(line(3) + line(4));
      expect(await positionsIn(file)).toEqual([1, 2, 3, 4]);
    },
  );

  it('is truncated if it contains only a half-written line', async () => {
    await writeFile(file, line(1).slice(0, 5));
    await new SiemFile(file, 10_000, 3).write(line(1));
    expect(await positionsIn(file)).toEqual([1]);
  });

  it('loses no line if a crash interrupted the renaming of earlier files', async () => {
    await writeFile(file, line(4, 200));
    await writeFile(`${file}.1`, line(3));
    // As after a crash: the former .2 is already .3.
    await writeFile(`${file}.3`, line(2));
    await new SiemFile(file, 250, 5).write(line(5, 200));
    const all = await Promise.all(['', '.1', '.2', '.4'].map((suffix) => positionsIn(file + suffix)));
    expect(all).toEqual([[5], [4], [3], [2]]);
  });

  it('is created again after another program has removed or renamed it', async () => {
    const output = new SiemFile(file, 10_000, 3);
    await output.write(line(1));
    await rm(file);
    await output.write(line(2));
    expect(await positionsIn(file)).toEqual([2]);
  });

  it('fails if its folder does not exist', async () => {
    await expect(new SiemFile(join(folder, 'none', 'x'), 10_000, 3).write(line(1))).rejects.toThrow('ENOENT');
  });
});
