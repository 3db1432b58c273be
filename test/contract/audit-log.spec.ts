import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogFile, readLogKeys, verifyLog, verifyProof } from '@features/audit';

const FIXTURE = join(__dirname, 'fixtures', 'audit-log');
const LOG = join(FIXTURE, 'log.ndjson');

describe('The test vectors of docs/audit-proofs.md', () => {
  const verify = async (file = LOG) =>
    verifyLog(await openLogFile(file), {
      heads: [join(FIXTURE, 'heads')],
      keys: await readLogKeys(join(FIXTURE, 'keys.txt')),
    });

  it('are verified: the format of a released version is never changed', async () => {
    const report = await verify();
    expect(report).toMatchObject({ entries: 7, contentsRemoved: 2, hasTiles: true, findings: [] });
    expect(report.root.toString('base64')).toBe('mHfsHl+gi8KEkc6HEJQ41NFrX/gtXRn5B94W6vJPM2c=');
    expect(report.confirmed.map(({ size }) => size)).toEqual([3, 6, 7]);
  });

  it('contain a proof of the entry at position 5', async () => {
    const text = await readFile(join(FIXTURE, 'entry.tlog-proof'), 'utf8');
    const { entry, position, size, signatures } = verifyProof(text, await readLogKeys(join(FIXTURE, 'keys.txt')));
    expect([entry.type, entry.facts, position, size, signatures.length]).toEqual([
      'test_proofs.counted',
      { n: 2 },
      5,
      7,
      1,
    ]);
  });

  it('are not verified after a change of any line', async () => {
    const lines = (await readFile(LOG, 'utf8')).trimEnd().split('\n');
    const folder = await mkdtemp(join(tmpdir(), 'vectors-'));
    const file = join(folder, 'log.ndjson');
    for (const [at, line] of lines.entries()) {
      const altered = line.startsWith('{"end"')
        ? '{"end":8}'
        : line.replace(/(.{12})("?\}|\\n"\})$/, (_all, _cut, end: string) => `AAAAAAAAAAAA${end}`);
      expect(altered).not.toBe(line);
      for (const changed of [altered, undefined]) {
        const text = lines.flatMap((one, index) => (index === at ? (changed ?? []) : one)).join('\n');
        await writeFile(file, text);
        const outcome = await verify(file).then(
          ({ findings }) => findings.length > 0,
          () => true,
        );
        // A checkpoint in the log may be missing, because others were kept elsewhere.
        const isHarmless = changed === undefined && line.startsWith('{"checkpoint"');
        expect({ at, changed, outcome }).toEqual({ at, changed, outcome: !isHarmless });
      }
    }
    await rm(folder, { recursive: true });
  });
});
