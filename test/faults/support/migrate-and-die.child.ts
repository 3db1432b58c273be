import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectionPool, type SqlValue, type WriteResult } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { defineMigration, type DatabaseRole } from '@platform/persistence/migrations/migration';
import { Migrator } from '@platform/persistence/migrations/migrator';
import { askServer } from '@platform/persistence/server';

// A separate process that migrates, and kills (SIGKILL) or stops (SIGSTOP) itself at its nth write.
const { URL: url = '', ROLE = 'main', AT = '', WHEN = 'before', SIGNAL = 'SIGKILL', EXTRA } = process.env;
const LIBS = join(__dirname, '../../../libs');
const fatal = Number(AT);
let writes = 0;

class DyingDatabase extends Database {
  override async write(sql: string, values: readonly SqlValue[] = []): Promise<WriteResult> {
    const isFatal = ++writes === fatal;
    if (isFatal && WHEN === 'before') process.kill(process.pid, SIGNAL);
    const written = super.write(sql, values);
    // The statement goes to the network in the next ticks of the event loop.
    if (isFatal && WHEN === 'during') setImmediate(() => process.kill(process.pid, SIGNAL));
    const result = await written;
    if (isFatal && WHEN === 'after') process.kill(process.pid, SIGNAL);
    return result;
  }
}

async function main(): Promise<void> {
  const declarations = readdirSync(LIBS, { recursive: true, encoding: 'utf8' });
  for (const file of declarations.filter((name) => /\.(migration|tables)\.ts$/.test(name)))
    await import(join(LIBS, file));
  if (EXTRA) defineMigration('main', '9999-01-01.test.extra', JSON.parse(EXTRA) as string[]);
  const database = new DyingDatabase(new ConnectionPool(url, 2, { acquireMs: 10_000, statementMs: 60_000 }));
  try {
    const server = await askServer(database);
    await new Migrator(database, ROLE as DatabaseRole, server.kind).run();
    process.send?.(String(writes));
  } finally {
    await database.close();
    process.disconnect();
  }
}

void main();
