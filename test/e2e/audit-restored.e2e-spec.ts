import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AuditLogRepository } from '@features/audit/proofs/log/audit-log.repository';
import { CheckpointRepository } from '@features/audit/proofs/log/checkpoint.repository';
import { EventLogRepository } from '@platform/event-log/entries/event-log.repository';
import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { checkpointText } from '@platform/transparency-log/checkpoint.rule';
import { parseVerifierKey } from '@platform/transparency-log/signed-note.rule';
import { TestApi } from '@test/support/test-api';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { until } from '@test/support/two-nodes';

describe('An audit log that was rolled back by restoring a backup', () => {
  let api: TestApi;
  let restored: TestApi;
  let folder: string;
  let heads: string;
  let schemas: string[];
  /** The newest position in the backup. */
  let kept: number;

  /** Waits until a checkpoint contains all events, and returns their number. */
  const proven = async ({ app }: TestApi): Promise<number> => {
    let newest = 0;
    await until(async () => {
      newest = await app.get(PositionRepository).newest();
      return newest > 0 && (await app.get(CheckpointRepository).provenPosition()) === newest;
    }, 60_000);
    return newest;
  };
  /** The file is the last of a head that is written. */
  const checkpointsIn = async (root: string) =>
    (await readdir(root, { recursive: true })).filter((path) => basename(path) === 'checkpoint');
  const fork = async () => (await restored.app.get(AuditLogRepository).current())?.fork;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'restored-'));
    heads = join(folder, 'heads');
    const key = join(folder, 'key');
    api = await TestApi.start({ AUDIT_HEADS_FOLDER: heads, AUDIT_HEADS_SECONDS: '5' });
    const backups = { BACKUP_DIR: join(folder, 'data'), BACKUP_KEYS_DIR: join(folder, 'keys') };
    const recipient = (await api.command(['backup', 'key', key], backups)).out[0]!.split('=')[1];
    const settings = { ...backups, BACKUP_RECIPIENT: recipient };
    await api.register('before');
    kept = await proven(api);
    const backup = (await api.command(['backup', 'create'], settings)).out[0]!.split(':')[0]!;
    for (const name of ['lost1', 'lost2']) await api.register(name);
    await proven(api);
    const schema = `test_${randomBytes(6).toString('hex')}`;
    schemas = [schema, `${schema}_keys`];
    const target = { ...settings, DATABASE_URL: urlOf(schema), KEYS_DATABASE_URL: urlOf(`${schema}_keys`) };
    const restore = ['backup', 'restore', backup, '--key', key, '--any-signature'];
    expect(await api.command(restore, target)).toMatchObject({ exitCode: 0 });
    restored = await api.secondNode(target);
  }, 160_000);
  afterAll(async () => {
    await restored.stop();
    await api.stop();
    await dropSchemas(schemas);
    await rm(folder, { recursive: true });
  });

  it('raises an alert with the position of the fork, and continues only as a new log', async () => {
    await until(async () => (await fork()) !== undefined, 60_000);
    expect((await fork())?.position).toBe(kept + 1);
    const [newest] = await restored.app.get(CheckpointRepository).newest(1, 1);
    const { exitCode, out } = await restored.command(['audit', 'new-log', '--reason', 'Restored a backup']);
    expect([exitCode, out]).toEqual([0, [expect.stringMatching(/^The new log is /)]]);
    expect(await proven(restored)).toBeGreaterThan(kept);
    await until(async () => (await checkpointsIn(heads)).length === 2, 60_000);
    const begun = await restored.app.get(EventLogRepository).find({ types: ['audit.log_begun'] }, undefined, 2);
    const [name, previous] = await restored.app.get(AuditLogRepository).origins();
    expect(begun.map(({ facts }) => JSON.parse(facts))).toEqual([
      { log: 2, previous: checkpointText({ origin: previous!, ...newest! }) },
    ]);
    const { body } = await restored.call('GET', '/.well-known/userkeep-audit-keys.json');
    const published = body.keys.map(({ verifierKey }: { verifierKey: string }) => verifierKey);
    expect(published.map((key: string) => parseVerifierKey(key)?.name)).toEqual([name, previous]);
    expect((await restored.command(['audit', 'keys'])).out).toEqual(published);
    const own = join(heads, (await restored.app.get(AuditLogRepository).current())!.files);
    const verified = await restored.command(['audit', 'verify', '--heads', own]);
    expect([verified.exitCode, verified.complaints]).toEqual([0, []]);
    const withOld = await restored.command(['audit', 'verify', '--heads', heads]);
    expect([withOld.exitCode, withOld.complaints.join('\n')]).toEqual([
      1,
      expect.stringContaining(`Entry ${kept + 1} is not the one that was signed`),
    ]);
  });
});
