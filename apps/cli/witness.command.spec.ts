import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifierKeyText } from '@platform/transparency-log/signed-note.rule';
import { WitnessState } from '@platform/transparency-log/witness/witness-state';
import { TestLog } from '@test/support/test-log';
import { runCommand } from './run-command';

/** `witness.e2e-spec.ts` tests the running witness. */
describe('userkeep witness refuses', () => {
  const { verifierKey } = new TestLog();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'witness-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const witness = async (...args: string[]) => {
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const line = { env: { NODE_ENV: 'production' }, print: say, complain: say, remark: say, progress: say };
    const exitCode = await runCommand(['witness', ...args], line);
    return [exitCode, said.join('\n')];
  };
  const witnessIn = async (path: string, ...args: string[]) => witness('--folder', path, '--log', verifierKey, ...args);

  it('missing options', async () => {
    expect(await witness('--log', verifierKey)).toEqual([
      1,
      expect.stringContaining("'--folder <folder>' not specified"),
    ]);
    expect(await witness('--folder', folder)).toEqual([1, expect.stringContaining("'--log <key or file...>'")]);
  });

  it('a log that is no verifier key, and a file with another line', async () => {
    const file = join(folder, 'logs.txt');
    const withLog = async (log: string) => witness('--folder', join(folder, 'w'), '--log', verifierKey, '--log', log);
    const neither = 'is neither the verifier key of a log nor a file that can be read.';
    for (const log of [file, `${verifierKey}x`]) expect(await withLog(log)).toEqual([1, `${log} ${neither}`]);
    await writeFile(file, `${verifierKey}\n\nother\n`);
    expect(await withLog(file)).toEqual([1, 'other is not the verifier key of a log.']);
    const { key } = await WitnessState.open(join(folder, 'other'));
    const ofWitness = verifierKeyText(key);
    expect(await withLog(ofWitness)).toEqual([1, `${ofWitness} is not the verifier key of a log.`]);
    await writeFile(file, '\n');
    expect(await witness('--folder', join(folder, 'w'), '--log', file)).toEqual([
      1,
      'The files of --log contain no verifier key.',
    ]);
    expect((await readdir(folder)).sort()).toEqual(['logs.txt', 'other']);
  });

  it.each(['x', '-1', '65536', '1.5'])('the port %s', async (port) => {
    expect(await witnessIn(folder, `--port=${port}`)).toEqual([1, `${port} is not a port.`]);
  });

  it('a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const sentence = `The witness cannot listen on 127.0.0.1, port ${port} (EADDRINUSE).`;
    expect(await witnessIn(folder, '--port', String(port))).toEqual([1, expect.stringContaining(sentence)]);
    await new Promise((resolve) => server.close(resolve));
  });

  it('a folder that it cannot use', async () => {
    expect(await witnessIn(folder, '--name', 'a b')).toEqual([
      1,
      '"a b" cannot be the name of a witness: use no spaces and no "+".',
    ]);
    await WitnessState.open(folder, 'w1');
    expect(await witnessIn(folder, '--name', 'w2')).toEqual([
      1,
      `${folder} belongs to the witness w1. Use another folder for w2.`,
    ]);
    const file = join(folder, 'witness.key');
    expect(await witnessIn(file)).toEqual([
      1,
      expect.stringMatching(/^The folder of the witness cannot be used: EEXIST/),
    ]);
    await writeFile(file, 'damaged');
    expect(await witnessIn(folder)).toEqual([
      1,
      `${file} is damaged. Restore it from a copy, or use another folder for a new key.`,
    ]);
  });
});
