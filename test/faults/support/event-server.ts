import '@platform/event-log/event-log.migration';
import { openDatabase } from '@platform/persistence/open/open-database';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import { DatabaseServer } from './database-server';

/** A database server with the tables of the event log, which a test can kill. */
export async function startEventServer(settings: readonly string[] = []): Promise<DatabaseServer> {
  const server = await DatabaseServer.start({ settings });
  const { database } = await openDatabase(new PersistenceConfig(), {
    url: server.url,
    variable: 'DATABASE_URL',
    role: 'main',
    production: false,
    migrate: true,
  });
  await database.close();
  return server;
}
