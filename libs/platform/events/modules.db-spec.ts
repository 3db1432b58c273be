import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { CountersModule } from '@platform/counters/counters.module';
import { SharedCounters } from '@platform/counters/shared-counters';
import { Jobs } from '@platform/jobs/jobs';
import { JobsModule } from '@platform/jobs/jobs.module';
import { until } from '@platform/jobs/worker.test-support';
import { openDatabase } from '@platform/persistence/open/open-database';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import { PersistenceModule } from '@platform/persistence/persistence.module';
import { Transactions } from '@platform/persistence/transactions';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { ClusterNotificationsModule } from '@platform/cluster-notifications/cluster-notifications.module';
import { UserDataModule } from '@platform/user-data/user-data.module';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { defineEvent } from './define-event';
import { Events } from './events';
import { EventsModule } from './events.module';

const Started = defineEvent('test_modules.started', 'A process was started.');

describe('A process with events, jobs, cluster notifications and counters', () => {
  let databases: TestDatabases;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    databases = await createTestDatabases();
  });
  afterAll(() => databases.drop());

  it('starts, delivers events, declares its tables, and stops without leaving a row for the node', async () => {
    const own = await openDatabase(new PersistenceConfig(), {
      url: databases.mainUrl,
      variable: 'DATABASE_URL',
      role: 'main',
      production: false,
      migrate: false,
    });
    @Module({
      imports: [
        PersistenceModule.forRoot(own),
        UserDataModule,
        JobsModule.forProcess('api'),
        EventsModule,
        ClusterNotificationsModule,
        CountersModule,
      ],
    })
    class Process {}
    const app = await NestFactory.createApplicationContext(Process, { logger: false });
    let received = 0;
    app.get(Events).afterCommit({ name: 'ear', on: [Started], handle: async () => received++ });
    await app.get(Transactions).run(() => app.get(Events).publish(Started.of({ subject: null })));
    await until(() => received === 1 && app.get(ClusterNotifications).isCurrent());
    expect(await app.get(SharedCounters).hit({ scope: '60:test', seconds: 60, requests: 1 }, 'k')).toMatchObject({
      count: 1,
    });
    expect(await app.get(Jobs).backlog()).toMatchObject({ dead: 0 });
    await until(
      async () =>
        (await databases.main.database.rows('SELECT 1 FROM platform_timed_job WHERE last_run_at IS NOT NULL'))
          .length === 2,
    );

    const declared = app.get(UserDataRegistry).tablesIn('main');
    const columns = await databases.main.database.rows<{ name: string; declared: string }>(
      "SELECT table_name AS name, column_name AS declared FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name LIKE 'platform%'",
    );
    for (const { name, declared: column } of columns) {
      const table = declared.find((candidate) => candidate.name === name);
      expect(table).toBeDefined();
      if (table?.holds === 'user-data') expect(Object.keys(table.columns ?? {})).toContain(column);
    }

    await app.close();
    expect(await databases.main.database.rows('SELECT id FROM platform_node')).toEqual([]);
  });
});
