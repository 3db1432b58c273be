import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { eventNodeOn } from '@platform/event-log/event-log.test-support';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { breakNode } from './broken-event-node';
import {
  BY_SUBJECT,
  IN_ORDER,
  Numbered,
  numbersOf,
  subjectOf,
  type Broken,
  type Command,
  type Message,
  type Order,
} from './event-work';

// A process with the event log: it runs the transactions that its parent orders, gives positions, and handles events.
const { URL: url = '', BROKEN = 'none', POOL = '12' } = process.env;
const send = (message: Message) => void process.send?.(JSON.stringify(message));
const pool = new ConnectionPool(url, Number(POOL), { acquireMs: 1000, statementMs: 2000 });
const database = new Database(pool);
const { transactions } = database;
const node = eventNodeOn(database);
const rolledBack = new Error('This transaction is rolled back on purpose.');
const FAILS_EVERY = 97;
const failed = new Set<string>();
const finishers = new Map<number, () => void>();

/** The order of the current transaction, to interrupt it after its events are stored. */
const currentOrder = new AsyncLocalStorage<Order>();
const conclude = pool.conclude.bind(pool);
pool.conclude = async (connection, sql) => {
  const order = currentOrder.getStore();
  if (order && sql === 'COMMIT') await beforeCommit(order);
  return conclude(connection, sql);
};

async function beforeCommit({ ticket, atEnd, holdMs }: Order): Promise<void> {
  if (atEnd === 'wait for the test') {
    const finished = new Promise<void>((resolve) => finishers.set(ticket, resolve));
    send({ stored: ticket });
    await finished;
  }
  if (holdMs > 0) await pause(holdMs);
  if (atEnd === 'roll back') throw rolledBack;
}

async function run(order: Order): Promise<void> {
  const { ticket } = order;
  try {
    await currentOrder.run(order, () => transactions.run(() => change(order)));
    send({ ended: ticket, outcome: 'acknowledged' });
  } catch (error) {
    const isRolledBack = error === rolledBack || (error as Error).cause === rolledBack;
    send({ ended: ticket, outcome: isRolledBack ? 'rolled back' : 'unknown', error: String(error) });
  }
}

async function change({ kind, target, events, ticket, atEnd, holdMs }: Order): Promise<void> {
  const version = await changeTarget(kind, target);
  // A group commit cannot be interrupted before its commit; a transaction with a connection can.
  if (atEnd !== 'commit' || holdMs > 0) await database.rows('SELECT 1');
  for (const [at, n] of numbersOf({ ticket, events }).entries()) {
    const [subject, ...otherSubjects] = (events[at] ?? []).map(subjectOf);
    const facts = { n, row: at === 0 && kind !== 'none' ? target : 0, version };
    await node.events.publish(Numbered.of({ subject: subject ?? null, otherSubjects, facts }));
  }
}

/** Returns the version of the target after the change; for a name, 1 if it was inserted and 0 if it was deleted. */
async function changeTarget(kind: Order['kind'], target: number): Promise<number> {
  const read = () =>
    transactions.apart(() => database.row<{ version: number }>(`SELECT version FROM fault_row WHERE id = ${target}`));
  switch (kind) {
    case 'row': {
      await database.write('UPDATE fault_row SET version = version + 1 WHERE id = ?', [target]);
      const row = await database.row<{ version: number }>('SELECT version FROM fault_row WHERE id = ?', [target]);
      return Number(row?.version);
    }
    case 'compared': {
      const before = Number((await read())?.version);
      const sql = 'UPDATE fault_row SET version = ? WHERE id = ? AND version = ?';
      await database.defer({ table: 'fault_row', sql, values: [before + 1, target, before], expectsRow: true });
      return before + 1;
    }
    case 'name': {
      const isTaken = await transactions.apart(() => database.row('SELECT 1 FROM fault_name WHERE id = ?', [target]));
      await database.defer(
        isTaken
          ? { table: 'fault_name', sql: 'DELETE FROM fault_name WHERE id = ?', values: [target], expectsRow: true }
          : { table: 'fault_name', sql: 'INSERT INTO fault_name (id) VALUES', row: '(?)', values: [target] },
      );
      return isTaken ? 0 : 1;
    }
    case 'none':
      return 0;
  }
}

async function start(name: string): Promise<void> {
  node.events.consume({
    name: BY_SUBJECT,
    on: [Numbered],
    from: 'start',
    handle: async ({ position, facts: { n } }, { subject }) => {
      // Some events fail once in each process, so that their subjects are stopped for a moment.
      const attempt = `${n} ${subject}`;
      if (n % FAILS_EVERY === 0 && !failed.has(attempt)) {
        failed.add(attempt);
        throw new Error('The first attempt fails on purpose.');
      }
      await database.write('INSERT INTO fault_handled (node, subject, position, n) VALUES (?, ?, ?, ?)', [
        name,
        subject ?? '',
        position,
        n,
      ]);
    },
  });
  node.events.consumeInOrder({
    name: IN_ORDER,
    on: [Numbered],
    from: 'start',
    handleAll: (events) =>
      database.write(
        `INSERT INTO fault_batch (node, subject, position, n) VALUES ${events.map(() => "(?, '', ?, ?)").join(', ')}`,
        events.flatMap(({ position, facts: { n } }) => [name, position, n]),
      ),
  });
  breakNode(node, database, BROKEN as Broken);
  for (let isStarted = false; !isStarted;) {
    isStarted = await node.process.start().then(
      () => true,
      () => false,
    );
    // The database may be down.
    if (!isStarted) await pause(50);
  }
  send({ ready: true, sequencer: node.sequencer['holder'], consumer: node.process['heartbeat'].id });
}

process.on('message', (text: string) => {
  const command = JSON.parse(text) as Command;
  if ('start' in command) void start(command.start);
  else if ('finish' in command) finishers.get(command.finish)?.();
  else void run(command.order);
});
process.on('disconnect', () => process.exit());
send({ loaded: true });
