import { rm } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { OperatorMailer } from '@features/mail';
import type { Jobs } from '@platform/jobs/jobs';
import type { TimedDefinition } from '@platform/jobs/job-definition';
import '@platform/vault/vault.migration';
import '../backups.migration';
import type { BackupsConfig } from '../backups.config';
import type { BackupCreator } from '../create/backup-creator';
import { openMachine, type Machine } from '../backups.test-support';
import { newBackupName } from '../store/archive-name.rule';
import { BackupAlerts } from './backup-alerts';
import { BackupRetention } from './backup-retention';
import { BackupRunRepository } from './backup-run.repository';
import { RecordedBackup } from './recorded-backup';
import { ScheduledBackup } from './scheduled-backup';

// These tests cause failures on purpose.
Logger.overrideLogger(false);

const HOUR_MS = 3_600_000;

describe('The scheduled backup', () => {
  let databases: TestDatabases;
  let machine: Machine;
  let runs: BackupRunRepository;
  let mails: { name: string; values: Record<string, string> }[];
  let made: number;
  let failure: Error | undefined;

  beforeAll(async () => {
    databases = await createTestDatabases();
    machine = await openMachine();
    runs = new BackupRunRepository(databases.main.database);
  });
  beforeEach(async () => {
    await databases.main.database.write('DELETE FROM privacy_backup_run');
    await rm(`${machine.folder}/backups`, { recursive: true, force: true });
    mails = [];
    made = 0;
    failure = undefined;
  });
  afterAll(async () => {
    await databases.drop();
    await machine.remove();
  });

  function scheduled(settings: Partial<BackupsConfig> = {}): ScheduledBackup & { timed: TimedDefinition[] } {
    const config: BackupsConfig = Object.assign(machine.config, {
      everyHours: 24,
      alertEmail: 'operator@example.com',
      keepDays: 35,
      keysKeepDays: 7,
      ...settings,
    });
    const create = async () => {
      made++;
      if (failure) throw failure;
      return { backup: newBackupName(new Date()), dataBytes: 1000, keysBytes: 10, rows: 5, missingFiles: 0 };
    };
    const mailer = {
      send: async (_to: string, { mail, values }: { mail: { name: string }; values: Record<string, string> }) =>
        void mails.push({ name: mail.name, values }),
    } as unknown as OperatorMailer;
    const timed: TimedDefinition[] = [];
    const jobs = { every: (definition: TimedDefinition) => void timed.push(definition) } as unknown as Jobs;
    const backups = new RecordedBackup(
      { create } as unknown as BackupCreator,
      runs,
      new BackupRetention(config, machine.store, runs),
    );
    const alerts = new BackupAlerts(config, mailer);
    const schedule = new ScheduledBackup(config, jobs, backups, runs, alerts);
    schedule.onModuleInit();
    return Object.assign(schedule, { timed });
  }

  const passTime = (hours: number) =>
    databases.main.database.write(
      'UPDATE privacy_backup_run SET started_at = started_at - INTERVAL ? HOUR, ended_at = ended_at - INTERVAL ? HOUR',
      [hours, hours],
    );

  it('does nothing without an interval', () => {
    expect(scheduled({ everyHours: 0 }).timed).toEqual([]);
    expect(scheduled().timed.map(({ name }) => name)).toEqual(['privacy.backup', 'privacy.report-overdue-backup']);
  });

  it('makes one backup in each interval, and reports its age, duration and sizes', async () => {
    const schedule = scheduled();
    expect([await schedule.runIfDue(), await schedule.runIfDue()]).toEqual([true, false]);
    await passTime(23);
    expect(await schedule.runIfDue()).toBe(false);
    expect(await runs.history()).toMatchObject({ failures: 0, lastDataBytes: 1000, lastKeysBytes: 10 });
    expect((await runs.history()).lastSuccessAge).toBeGreaterThanOrEqual(23 * 3600);
    await passTime(2);
    expect(await schedule.runIfDue()).toBe(true);
    expect(made).toBe(2);
    expect(mails).toEqual([]);
  });

  it('mails the reason of a failure, and tries again after an hour', async () => {
    const schedule = scheduled();
    failure = new Error('There is no space left on the device.');
    expect([await schedule.runIfDue(), await schedule.runIfDue()]).toEqual([true, false]);
    expect(mails).toEqual([
      {
        name: 'privacy.backup_failed',
        values: { at: expect.stringMatching(/^\d+ \w+ \d{4}, \d\d:\d\d UTC$/), reason: `Error: ${failure.message}` },
      },
    ]);
    expect(await runs.history()).toMatchObject({ failures: 1, lastSuccessAge: null });
    await passTime(1.5);
    failure = undefined;
    expect(await schedule.runIfDue()).toBe(true);
    expect(await runs.history()).toMatchObject({ failures: 0 });
  });

  it('starts again an hour after a process was killed during a backup', async () => {
    const schedule = scheduled();
    await runs.begin();
    expect(await schedule.runIfDue()).toBe(false);
    await passTime(2);
    expect(await schedule.runIfDue()).toBe(true);
  });

  it('sends one email if no backup has succeeded for two intervals, and another one after two more', async () => {
    const schedule = scheduled();
    await schedule.runIfDue();
    await passTime(47);
    await schedule.reportOverdue();
    expect(mails).toEqual([]);
    await passTime(2);
    await schedule.reportOverdue();
    await schedule.reportOverdue();
    expect(mails).toMatchObject([{ name: 'privacy.backup_overdue', values: { hours: '24' } }]);
    await passTime(49);
    await schedule.reportOverdue();
    expect(mails).toHaveLength(2);
  });

  it('deletes archives of the keys before those of the data, and never the newest one', async () => {
    const now = (await runs.now()).getTime();
    async function* empty() {
      yield Buffer.from('archive');
    }
    const names = [0.5, 6, 8, 34, 36].map((days) => newBackupName(new Date(now - days * 24 * HOUR_MS)));
    for (const backup of names)
      for (const kind of ['data', 'keys'] as const) await machine.store.put({ backup, kind }, empty());
    const listed = async (kind: 'data' | 'keys') => (await machine.store.list(kind)).map(({ backup }) => backup);
    const retention = new BackupRetention(
      Object.assign(machine.config, { keepDays: 35, keysKeepDays: 7 }),
      machine.store,
      runs,
    );
    await retention.apply();
    expect(await listed('data')).toEqual(names.slice(0, 4));
    expect(await listed('keys')).toEqual(names.slice(0, 2));
    for (const backup of names.slice(0, 3)) await machine.store.remove({ backup, kind: 'data' });
    await machine.store.put({ backup: names[4]!, kind: 'data' }, empty());
    await new BackupRetention(Object.assign(machine.config, { keepDays: 1 }), machine.store, runs).apply();
    expect(await listed('data')).toEqual([names[3]]);
  });
});
