import { Global, Logger, Module } from '@nestjs/common';
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
import { RuntimeConfig } from '@platform/config/runtime.config';
import { Origins } from '@platform/origin/seen-origin';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Vault } from '@platform/vault/vault';
import { startVaultNode, testMasterKeys, type VaultNode } from '@platform/vault/vault-node.test-support';
import { UserDataModule } from '@platform/user-data/user-data.module';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { defineEvent, NoFacts } from './definitions/define-event';
import { Events } from './events';
import { EventLogModule } from './event-log.module';

const Started = defineEvent('test_modules.started', 1, NoFacts, 'A process was started.');

describe('A process with events, jobs, cluster notifications and counters', () => {
  let databases: TestDatabases;
  let vault: VaultNode;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    databases = await createTestDatabases();
    vault = await startVaultNode(databases, testMasterKeys());
  });
  afterAll(async () => {
    await vault.leave();
    await databases.drop();
  });

  it('starts, delivers events, declares its tables, and stops without leaving a row for the node', async () => {
    const own = await openDatabase(new PersistenceConfig(), {
      url: databases.mainUrl,
      variable: 'DATABASE_URL',
      role: 'main',
      production: false,
      migrate: false,
    });
    @Global()
    @Module({
      providers: [
        { provide: Vault, useValue: vault.vault },
        { provide: Keyring, useValue: vault.keyring },
        { provide: Origins, useValue: {} },
        RuntimeConfig,
      ],
      exports: [Vault, Keyring, Origins, RuntimeConfig],
    })
    class Surroundings {}
    @Module({
      imports: [
        PersistenceModule.forRoot(own),
        UserDataModule,
        JobsModule.forProcess('api'),
        EventLogModule,
        ClusterNotificationsModule,
        CountersModule,
        Surroundings,
      ],
    })
    class Process {
      constructor(events: Events) {
        events.consume({ name: 'test.ear', on: [Started], from: 'start', handle: async () => received++ });
      }
    }
    let received = 0;
    const app = await NestFactory.createApplicationContext(Process, { logger: false });
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
      "SELECT table_name AS name, column_name AS declared FROM information_schema.columns WHERE table_schema = DATABASE() AND (table_name LIKE 'platform%' OR table_name LIKE 'event%')",
    );
    for (const { name, declared: column } of columns) {
      const table = declared.find((candidate) => candidate.name === name);
      expect(table).toBeDefined();
      if (table?.holds === 'user-data') expect(Object.keys(table.columns ?? {})).toContain(column);
    }

    await app.close();
    const nodes = await databases.main.database.rows<{ id: Buffer }>('SELECT id FROM platform_node');
    // Only the node of the test is left.
    expect(nodes.length).toBe(1);
    expect(await databases.main.database.rows('SELECT id FROM event_node')).toEqual([]);
  });
});
