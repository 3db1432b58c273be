import { createConnection, type Connection } from 'mysql2/promise';
import { addressOf } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/ids/ids';
import { TestApi, type TestUser } from '@test/support/test-api';
import { urlOf } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { countDeadlocks, untilLockWait } from './support/server-deadlocks';

/** The number of changes that makes the database choose the request's transaction as the deadlock victim. */
const OTHER_CONNECTION_ROWS = 300;

describe('A request whose transaction is the victim of a deadlock', () => {
  const chance = new Chance('deadlocks-http');
  let api: TestApi;
  let admin: TestUser;
  let database: Database;
  let otherConnection: Connection;

  beforeAll(async () => {
    api = await TestApi.start({ SIGNAL_POLL_MS: '10' });
    admin = await api.administrator();
    database = api.app.get(Database);
    const schema = (await database.row<{ name: string }>('SELECT DATABASE() AS name'))?.name;
    otherConnection = await createConnection({ ...addressOf(urlOf('')), database: schema });
    await database.write('CREATE TABLE weight (id int NOT NULL AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB');
  });
  afterAll(async () => {
    await otherConnection.end();
    await api.stop();
  });

  /** Locks the row that the request needs second, then waits for the row that the request locked first. */
  const causeDeadlock = async (user: TestUser, call: () => Promise<number>): Promise<number> => {
    await otherConnection.query('START TRANSACTION');
    await otherConnection.query(
      `INSERT INTO weight (id) VALUES ${Array(OTHER_CONNECTION_ROWS).fill('(NULL)').join(', ')}`,
    );
    await otherConnection.query('SELECT id FROM users_account WHERE id = ? FOR UPDATE', [idToBytes(user.id)]);
    const answer = call();
    // The wait may belong to another test on the server: then there is no deadlock, and the loop runs another round.
    await untilLockWait(database);
    await otherConnection.query("SELECT name FROM access_role WHERE name = 'admin' FOR UPDATE");
    await otherConnection.query('ROLLBACK');
    return answer;
  };

  it('gets the normal answer and takes effect once', async () => {
    const counted = countDeadlocks(database.pool);
    const wanted = roundsOf({ short: 4, full: 200 });
    let failed = 0;
    for (let round = 0; counted.deadlocks < wanted; round++) {
      const user = await api.register(`opposed-${round}`);
      const path = `/v1/admin/users/${user.id}`;
      const call = chance.oneOf([
        () => api.call('PUT', `${path}/roles`, { token: admin.token, body: { roles: ['support'] } }),
        () => api.call('POST', `${path}/suspend`, { token: admin.token, body: { reason: 'x' } }),
      ]);
      const status = await causeDeadlock(user, async () => (await call()).status);
      if (status !== 200 && status !== 204) failed++;
      const entries = await database.rows(
        "SELECT id FROM event_log WHERE subject_id = ? AND type IN ('access.roles_changed', 'users.state_changed')",
        [idToBytes(user.id)],
      );
      expect(entries).toHaveLength(1);
    }
    expect(failed).toBe(0);
    report({
      fault: 'a request whose transaction is the victim of a deadlock',
      rounds: counted.deadlocks,
      losses: failed,
    });
  });
});
