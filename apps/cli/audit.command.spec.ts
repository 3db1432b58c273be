import { join } from 'node:path';
import { runCommand } from './run-command';

const FIXTURES = join(__dirname, '../../test/contract/fixtures/audit-log');

const run = async (...args: string[]) => {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  // In production, settings are required.
  const env = { NODE_ENV: 'production' };
  const exitCode = await runCommand(args, { env, print: say, complain: say, remark: say, progress: say });
  return [exitCode, said.join('\n')];
};

describe('An auditor whose machine has no settings of userkeep', () => {
  const keys = ['--keys', join(FIXTURES, 'keys.txt')];

  it('verifies a file of the log', async () => {
    const file = join(FIXTURES, 'log.ndjson');
    expect(await run('audit', 'verify', file, ...keys, '--heads', join(FIXTURES, 'heads'))).toEqual([
      0,
      expect.stringContaining('Nothing was altered, deleted, inserted or moved.'),
    ]);
  });

  it('verifies the proof of an entry', async () => {
    expect(await run('verify', 'proof', join(FIXTURES, 'entry.tlog-proof'), ...keys)).toEqual([
      0,
      expect.stringContaining('contains this entry at position'),
    ]);
  });

  it('needs settings to read the database', async () => {
    expect(await run('audit', 'verify', ...keys)).toEqual([1, expect.stringContaining('DATABASE_URL')]);
  });
});
