import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { IntegerField } from '@platform/http/fields/fields';
import type { UserId } from '@platform/ids/ids';
import type { Database } from '@platform/persistence/database';
import { defineEvent } from '../definitions/define-event';
import { emptyEventLog, eventNodeOn, type EventNode } from '../event-log.test-support';

export class NumberedFacts {
  @IntegerField({ min: 0, max: 1_000_000, description: 'A number.' })
  n: number;
}

export const Numbered = defineEvent('test_consumers.numbered', 1, NumberedFacts, 'Something was numbered');
export const NAME = 'test.consumer';

/** What a consumer handled: `subject` and `n`, in the order of the calls. */
export type Handled = { subject: UserId | null; n: number }[];

/** A database, and nodes on it that are stopped after each test. */
export function useNodes() {
  let databases: TestDatabases;
  let database: Database;
  let nodes: EventNode[] = [];

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterEach(async () => {
    await Promise.all(nodes.map(({ process }) => process.beforeApplicationShutdown()));
    nodes = [];
    await emptyEventLog(database);
  });
  afterAll(() => databases.drop());

  const node = () => {
    const made = eventNodeOn(database);
    nodes.push(made);
    return made;
  };
  const publish = ({ events }: EventNode, n: number, subject: UserId | null = null, otherSubjects: UserId[] = []) =>
    database.transactions.run(() => events.publish(Numbered.of({ subject, otherSubjects, facts: { n } })));
  const listen = (
    { events }: EventNode,
    handled: Handled,
    fails: (n: number) => boolean = () => false,
    maxAttempts = 3,
  ) =>
    events.consume({
      name: NAME,
      on: [Numbered],
      from: 'start',
      maxAttempts,
      handle: async ({ facts }, { subject }) => {
        await Promise.resolve();
        if (fails(facts.n)) throw new Error(`no ${facts.n}, write to ada@example.com`);
        handled.push({ subject, n: facts.n });
      },
    });
  const numbersOf = (handled: Handled, subject: UserId | null) =>
    handled.filter((call) => call.subject === subject).map(({ n }) => n);
  return { node, publish, listen, numbersOf, database: () => database };
}
