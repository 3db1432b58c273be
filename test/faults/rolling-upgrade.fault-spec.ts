import type { Database } from '@platform/persistence/database';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';
import { sendEverydayRequests } from './support/everyday';
import { report, roundsOf } from './support/fault-run';

/**
 * "The previous build works on the new schema" is a guarantee about future builds. Today it can be tested with this
 * build on the schema of a later one: under load, the test makes every change that a later release may make while this
 * one is running (expand: a nullable column and an index on every table, and another table). Builds of older commits
 * would prove less, and a source archive has no history.
 */
async function expand(database: Database, release: number): Promise<void> {
  const tables = await database.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
  );
  for (const { name } of tables) {
    await database.write(`ALTER TABLE \`${name}\` ADD COLUMN later_${release} varchar(50) NULL`);
    await database.write(`ALTER TABLE \`${name}\` ADD KEY later_${release} (later_${release})`);
  }
  await database.write(`CREATE TABLE later_table_${release} (id int NOT NULL PRIMARY KEY) ENGINE=InnoDB`);
  await database.write(
    `INSERT INTO platform_migration (name, checksum, begun, done, completed_at)
     VALUES ('9998-01-0${release}.later.release', REPEAT('x', 32), 1, 1, UTC_TIMESTAMP(3))`,
  );
}

describe('A build on the schema of a later one', () => {
  let nodes: TwoNodes;
  let users = 0;

  beforeAll(async () => {
    nodes = await startTwoNodes();
  });
  afterAll(() => nodes.stop());

  const everydayFaults = (node: TwoNodes['api']) => sendEverydayRequests(node, nodes.admin, `day-${++users}`);

  it('keeps serving reads and writes during the migration, and starts on the new schema', async () => {
    const rounds = roundsOf({ short: 1, full: 5 });
    const faults: string[] = [];
    for (let release = 1; release <= rounds; release++) {
      let isExpanded = false;
      const expanding = (async () => {
        await expand(nodes.database, release);
        await expand(nodes.api.app.get(KeysDatabase), release);
      })().finally(() => (isExpanded = true));
      while (!isExpanded) faults.push(...(await everydayFaults(nodes.api)));
      await expanding;
      // A node of the old build that is started again in the middle of the upgrade.
      const late = await nodes.api.secondNode();
      for (const node of [late, nodes.api, nodes.other]) faults.push(...(await everydayFaults(node)));
      await late.stop();
    }
    expect(faults).toEqual([]);

    await nodes.database.write('ALTER TABLE users_account DROP COLUMN bio');
    const caught = await everydayFaults(nodes.other);
    expect(caught.filter((fault) => fault.includes(' 500: ')).length).toBeGreaterThan(0);
    report({
      fault: 'the schema expanded by a later release while this release is running',
      rounds: users - 1,
      losses: faults.length,
      control: `a column dropped too early: ${caught.length} requests of one user failed`,
    });
  });
});
