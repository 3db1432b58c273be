import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { loadConfiguration } from '@platform/config/config';
import { addressOf } from '@platform/persistence/connection-pool';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { runCommand } from './run-command';

const MASTER_KEYS = `k1:${randomBytes(32).toString('base64')}`;
const NAME = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

describe('The commands for backups', () => {
  const schemas: string[] = [];
  let home: string;
  let recipient: string;
  let source: NodeJS.ProcessEnv;
  let backup: string;

  const machine = (name: string): NodeJS.ProcessEnv => {
    const schema = `test_${randomBytes(6).toString('hex')}`;
    schemas.push(schema, `${schema}_keys`);
    return {
      DATABASE_URL: urlOf(schema),
      DATA_DIR: join(home, name),
      BACKUP_DIR: join(home, 'data'),
      BACKUP_KEYS_DIR: join(home, 'keys'),
    };
  };

  async function userkeep(env: NodeJS.ProcessEnv, ...args: string[]) {
    const out: string[] = [];
    const complaints: string[] = [];
    const remarks: string[] = [];
    const exitCode = await runCommand(args, {
      env: { NODE_ENV: 'test', MASTER_KEYS, BACKUP_RECIPIENT: recipient, ...env },
      print: (line) => void out.push(line),
      complain: (line) => void complaints.push(line),
      remark: (line) => void remarks.push(line),
      progress: () => undefined,
    });
    return { exitCode, out, complaints, remarks };
  }

  async function query(env: NodeJS.ProcessEnv, sql: string, suffix = '') {
    const url = new URL(env.DATABASE_URL!);
    const connection = await createConnection({
      ...addressOf(url.toString()),
      database: `${url.pathname.slice(1)}${suffix}`,
    });
    try {
      return (await connection.query(sql))[0] as Record<string, unknown>[];
    } finally {
      await connection.end();
    }
  }

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'cli-backup-'));
    source = machine('source');
    recipient = '';
    recipient = (await userkeep({}, 'backup', 'key', join(home, 'key'))).out[0]!.split('=')[1]!;
    const created = await userkeep(source, 'backup', 'create');
    backup = created.out[0]!.split(':')[0]!;
  });
  afterAll(async () => {
    loadConfiguration({ NODE_ENV: 'test' });
    await dropSchemas(schemas);
    await rm(home, { recursive: true });
  });

  it('creates a private key that only its owner can read, and never replaces one', async () => {
    expect(await readFile(join(home, 'key'), 'utf8')).toContain(recipient);
    expect((await userkeep({}, 'backup', 'key', join(home, 'key'))).complaints[0]).toContain('(EEXIST)');
  });

  it('creates a backup as two archives, and lists them with what was verified', async () => {
    expect(backup).toMatch(NAME);
    expect(await readdir(join(home, 'data'))).toEqual([`${backup}.data.ukb`]);
    expect(await readdir(join(home, 'keys'))).toEqual([`${backup}.keys.ukb`]);
    const verified = async () => (await userkeep(source, 'backup', 'list')).out[1]!.split(/ {2,}/);
    expect(await verified()).toMatchObject({ 0: backup, 3: 'no', 5: 'no' });
    expect((await userkeep(source, 'backup', 'verify', backup)).out[0]).toContain('its content was not decrypted');
    expect(await verified()).toMatchObject({ 3: 'signature', 5: 'signature' });
    const { out, exitCode } = await userkeep(source, 'backup', 'verify', backup, '--key', join(home, 'key'));
    expect(exitCode).toBe(0);
    expect(out).toEqual([
      expect.stringMatching(/data\.ukb is complete and unchanged: data of .* rows, 0 files\.$/),
      expect.stringMatching(/keys\.ukb is complete and unchanged: keys of .* rows, 0 files\.$/),
    ]);
    expect(await verified()).toMatchObject({ 3: 'contents', 5: 'contents' });
  });

  it('refuses to create a backup without a public key', async () => {
    const { exitCode, complaints } = await userkeep({ ...source, BACKUP_RECIPIENT: '' }, 'backup', 'create');
    expect({ exitCode, complaints }).toEqual({
      exitCode: 1,
      complaints: ['BACKUP_RECIPIENT is not set. Create a key with `userkeep backup key`.'],
    });
    expect(
      (await userkeep({ ...source, BACKUP_RECIPIENT: `${recipient}x` }, 'backup', 'list')).complaints[0],
    ).toContain('BACKUP_RECIPIENT must be a public key');
  });

  it('leaves no archive behind if a folder cannot be written to, and says why', async () => {
    const file = join(home, 'a-file');
    await writeFile(file, '');
    const keys = join(home, 'keys-of-a-failure');
    const failed = await userkeep({ ...source, BACKUP_DIR: file, BACKUP_KEYS_DIR: keys }, 'backup', 'create');
    expect(failed).toMatchObject({
      exitCode: 1,
      complaints: [expect.stringMatching(/^The backup could not be written: EEXIST: .*a-file'\.$/)],
    });
    expect(await readdir(keys)).toEqual([]);
  });

  it('restores on an empty server, and refuses to replace tables without --force', async () => {
    const target = machine('target');
    const restore = ['backup', 'restore', backup, '--key', join(home, 'key'), '--any-signature'];
    const first = await userkeep(target, ...restore);
    expect(first).toMatchObject({ exitCode: 0, complaints: [] });
    expect(first.out[0]).toMatch(new RegExp(`^${backup} was restored: \\d+ rows and 0 files\\.$`));
    const ringKeys = 'SELECT id, purpose, wrapped FROM ring_key ORDER BY id';
    expect(await query(target, ringKeys, '_keys')).toEqual(await query(source, ringKeys, '_keys'));
    expect((await userkeep(target, ...restore)).complaints[0]).toMatch(
      /contains \d+ tables\. Restore into an empty schema, or use --force/,
    );
    expect(await userkeep(target, ...restore, '--force', '--keys', 'current')).toMatchObject({ exitCode: 0 });
  });

  it('restores only what a trusted key has signed, unless it is told to accept any signature', async () => {
    const target = machine('trusted');
    const restore = ['backup', 'restore', backup, '--key', join(home, 'key')];
    const unspecified = await userkeep(target, ...restore);
    expect(unspecified.exitCode).toBe(1);
    expect(unspecified.complaints[0]).toMatch(
      /^Give the keys that sign your backups with --signing-keys.*--any-signature/,
    );
    const keys = async (publicKey: string) => {
      await writeFile(join(home, 'signing-keys.json'), JSON.stringify({ keys: [{ keyId: 'any', publicKey }] }));
      return userkeep(target, ...restore, '--signing-keys', join(home, 'signing-keys.json'));
    };
    expect((await keys('another')).complaints[0]).toContain('which is not one of the trusted keys');
    expect(await query(target, 'SHOW TABLES').catch(({ code }) => code)).toBe('ER_BAD_DB_ERROR');
    const both = await userkeep(target, ...restore, '--any-signature', '--signing-keys', join(home, 'key'));
    expect(both.complaints[0]).toContain('cannot be used with');
    const { remarks } = await userkeep(source, 'backup', 'verify', backup);
    expect(await keys(/the key (\S+);/.exec(remarks.join())![1]!)).toMatchObject({ exitCode: 0, complaints: [] });
  });

  it('verifies every archive before it changes anything', async () => {
    const archive = join(home, 'data', `${backup}.data.ukb`);
    const bytes = await readFile(archive);
    bytes[bytes.length - 2000]! ^= 1;
    await writeFile(join(home, 'damaged.ukb'), bytes);
    const args = ['--key', join(home, 'key'), '--keys', backup, '--force', '--any-signature'];
    const { complaints } = await userkeep(source, 'backup', 'restore', join(home, 'damaged.ukb'), ...args);
    expect(complaints[0]).toMatch(/^damaged\.ukb is damaged in \S.* at byte [\d,]+: its chunk was changed/);
    expect(await query(source, 'SELECT COUNT(*) AS n FROM platform_migration')).not.toEqual([{ n: 0 }]);
    const keysForData = await userkeep(source, 'backup', 'restore', join(home, 'keys', `${backup}.keys.ukb`), ...args);
    expect(keysForData.complaints[0]).toContain('is an archive of the keys, not of the data');
  });

  it('is verified with the name of the master key that its restore needs and this machine lacks', async () => {
    const other = { MASTER_KEYS: `other:${randomBytes(32).toString('base64')}` };
    const remarks = async (env: NodeJS.ProcessEnv) =>
      (await userkeep(env, 'backup', 'verify', backup)).remarks.filter((text) => text.includes('master key'));
    expect(await remarks({ ...source, ...other })).toEqual([
      expect.stringMatching(/^A restore of \S+ needs the master key \S+, which MASTER_KEYS of this machine lacks\.$/),
    ]);
    expect(await remarks(source)).toEqual([]);
  });

  it('is refused without the master key of the keys, before it changes anything', async () => {
    const target = machine('without-master-key');
    const other = { MASTER_KEYS: `other:${randomBytes(32).toString('base64')}` };
    const restore = ['backup', 'restore', backup, '--key', join(home, 'key'), '--any-signature'];
    expect((await userkeep({ ...target, ...other }, ...restore)).complaints).toEqual([
      expect.stringMatching(
        /^MASTER_KEYS lacks the master key \S+, which encrypts the keys\. Add it before you restore\.$/,
      ),
    ]);
    expect(await query(target, 'SHOW TABLES')).toEqual([]);
    expect(await userkeep(target, ...restore)).toMatchObject({ exitCode: 0, complaints: [] });
    const withCurrentKeys = await userkeep({ ...target, ...other }, ...restore, '--force', '--keys', 'current');
    expect(withCurrentKeys.complaints[0]).toContain('lacks the master key');
    expect((await query(target, 'SHOW TABLES')).length).toBeGreaterThan(10);
  });

  it('does not start on a part of a backup, and starts again what was interrupted', async () => {
    const target = machine('interrupted');
    const restore = ['backup', 'restore', backup, '--key', join(home, 'key'), '--any-signature'];
    await userkeep(target, 'migrate');
    await query(target, 'CREATE TABLE platform_restore (id int NOT NULL PRIMARY KEY)');
    await query(target, 'CREATE TABLE platform_restore (id int NOT NULL PRIMARY KEY)', '_keys');
    expect((await userkeep(target, 'keys', 'list')).complaints[0]).toContain('run `userkeep backup restore` again');
    expect(await userkeep(target, ...restore)).toMatchObject({ exitCode: 0, complaints: [] });
    expect(await userkeep(target, 'keys', 'list')).toMatchObject({ exitCode: 0 });
  });
});
