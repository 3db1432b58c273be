import { FileStore } from '@platform/files/file-store';
import { FolderFileStore } from '@platform/files/folder-file-store';
import { logKeyring, proofNodeOn } from '@features/audit/proofs/proofs.test-support';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';

// Adds new events to the tree of the audit log, and is killed (SIGKILL) at the nth step: before or after a call of the
// file store or a statement.
const { URL: url = '', DATA_DIR: folder = '', KEY = '', KILL_AT = '0', KILL_WHEN = 'before' } = process.env;
let steps = 0;

function fatal<This extends object>(target: This, names: readonly (keyof This)[]): void {
  for (const name of names) {
    const original = target[name] as (...args: unknown[]) => Promise<unknown>;
    target[name] = async function (this: This, ...args: unknown[]) {
      const isFatal = ++steps === Number(KILL_AT);
      if (isFatal && KILL_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
      const result = await original.apply(this, args);
      if (isFatal) process.kill(process.pid, 'SIGKILL');
      return result;
    } as unknown as This[keyof This];
  }
}

async function main(): Promise<void> {
  const pool = new ConnectionPool(url, 4, { acquireMs: 10_000, statementMs: 10_000 });
  const database = new Database(pool);
  const node = await proofNodeOn(database, logKeyring(1, KEY), folder);
  fatal(FolderFileStore.prototype as FileStore, ['put', 'open', 'stat', 'remove']);
  fatal(pool, ['execute']);
  await node.integration.run();
  process.send?.(`ended after ${steps} steps`);
  await database.close();
  process.exit();
}

void main();
