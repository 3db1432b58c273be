import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration } from '@platform/config/config';
import { PURPOSES } from '@platform/vault/keyring/ring-key';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { runCommand } from './run-command';

const masterKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

describe('The command line', () => {
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const [k1, k2] = [masterKey('k1'), masterKey('k2')];
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cli-'));
  });
  afterAll(async () => {
    loadConfiguration({ NODE_ENV: 'test' });
    await dropSchemas([schema, `${schema}_keys`]);
    await rm(dataDir, { recursive: true });
  });

  async function userkeep(command: string, env: NodeJS.ProcessEnv = {}) {
    const [out, complaints, progress]: string[][] = [[], [], []];
    const surroundings = {
      env: { NODE_ENV: 'test', DATABASE_URL: urlOf(schema), DATA_DIR: dataDir, MASTER_KEYS: k1, ...env },
      print: (line: string) => void out!.push(line),
      complain: (line: string) => void complaints!.push(line),
      progress: (line: string) => void progress!.push(line),
      remark: () => undefined,
    };
    const exitCode = await runCommand(command.split(' '), surroundings);
    return { exitCode, out: out!, complaints: complaints!, progress: progress! };
  }
  const keysListed = async () =>
    (await userkeep('keys list')).out.slice(1).map((line) => {
      const [purpose, id, state, master] = line.split(/\s+/);
      return { purpose, id, state, master };
    });

  it('lists pending migrations without running them, runs them, and has none left', async () => {
    const before = await userkeep('migrate status');
    expect(before.exitCode).toBe(1);
    expect(before.out).toContain('keys: 2026-11-30.vault.keys pending');
    expect(before.complaints[0]).toMatch(/^Pending migrations: \d+\. Run `userkeep migrate run`\.$/);
    expect(await userkeep('migrate status')).toEqual(before);
    const run = await userkeep('migrate');
    expect(run).toMatchObject({ exitCode: 0, complaints: [] });
    expect(run.out).toContain('keys: 2026-11-30.vault.keys done');
    const nothing = { exitCode: 0, out: ['main: up to date', 'keys: up to date'] };
    expect(await userkeep('migrate run')).toMatchObject(nothing);
    expect(await userkeep('migrate status')).toMatchObject(nothing);
  });

  it('lists the keys without their material', async () => {
    const listed = await keysListed();
    expect(listed.map((key) => key.purpose).sort()).toEqual([...PURPOSES].sort());
    expect(listed.every((key) => key.state === 'active' && key.master === 'k1')).toBe(true);
  });

  it('rotates a key, re-wraps, and retires the previous one', async () => {
    const previous = (await keysListed()).find((key) => key.purpose === 'sealing')!;
    const rotated = await userkeep('keys rotate sealing');
    expect(rotated.out[0]).toContain(`The previous key, ${previous.id}, stays valid`);
    expect((await userkeep('keys rewrap')).out).toEqual(["0 users' keys were encrypted with the current sealing key."]);
    expect((await userkeep(`keys retire sealing ${previous.id}`)).exitCode).toBe(0);
    const states = (await keysListed()).filter((key) => key.purpose === 'sealing').map((key) => key.state);
    expect(states).toEqual(['active', 'retired']);
  });

  it('explains in a sentence why a key cannot be retired', async () => {
    const active = (await keysListed()).find((key) => key.purpose === 'cursor')!;
    expect(await userkeep(`keys retire cursor ${active.id}`)).toMatchObject({
      exitCode: 1,
      complaints: [`The cursor key ${active.id} is active; only a retiring key can be retired.`],
    });
  });

  it('accepts a minimum age in hours', async () => {
    const previous = (await keysListed()).find((key) => key.purpose === 'cursor')!;
    await userkeep('keys rotate cursor');
    expect((await userkeep(`keys retire cursor ${previous.id}`)).complaints[0]).toContain('can be valid for 24 hours');
    expect((await userkeep(`keys retire cursor ${previous.id} --minimum-age 0`)).exitCode).toBe(0);
    expect((await userkeep(`keys retire cursor ${previous.id} --minimum-age soon`)).exitCode).not.toBe(0);
  });

  it('moves every key to a new master key', async () => {
    expect((await userkeep('keys rotate-master', { MASTER_KEYS: `${k2},${k1}` })).out[0]).toMatch(/^9 keys are now/);
    expect(await userkeep('keys list')).toMatchObject({
      exitCode: 1,
      complaints: [expect.stringContaining('MASTER_KEYS lacks the master key k2')],
    });
    expect((await userkeep('keys rotate-master', { MASTER_KEYS: `${k2},${k1}` })).out[0]).toMatch(
      /^All keys are already/,
    );
    expect((await userkeep('keys rotate-master', { MASTER_KEYS: `${k1},${k2}` })).exitCode).toBe(0);
  });

  it.each([
    ['a configuration with faults', { MASTER_KEYS: undefined, NODE_ENV: 'production' }, /^MASTER_KEYS is required/],
    ['an unreachable database', { DATABASE_URL: 'mysql://root@127.0.0.1:1/none' }, /DATABASE_URL cannot be reached/],
  ])('reports %s in a sentence, without a stack trace', async (_what, env, sentence) => {
    const { exitCode, complaints } = await userkeep('keys list', env);
    expect(exitCode).toBe(1);
    expect(complaints).toContainEqual(expect.stringMatching(sentence));
    expect(complaints.join('\n')).not.toMatch(/^\s+at /m);
  });

  it('rejects an unknown purpose and an unknown command, and shows its help without any configuration', async () => {
    expect((await userkeep('keys rotate everything')).complaints[0]).toContain('Allowed choices are signing');
    expect((await userkeep('keyz')).complaints[0]).toContain("unknown command 'keyz'");
    const help = await userkeep('--help', { DATABASE_URL: 'nonsense', NODE_ENV: 'production' });
    expect(help.exitCode).toBe(0);
    expect(help.out.join()).toContain('migrate');
  });
});
