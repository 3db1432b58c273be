import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import '@platform/platform.module';
import { addressOf, ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { defineMigration, migrationsOf, type DatabaseRole } from '@platform/persistence/migrations/migration';
import { Migrator } from '@platform/persistence/migrations/migrator';
import { askServer } from '@platform/persistence/server';
import { dropSchemas, urlOf } from '@test/support/test-database';
import '../../apps/features';
import { Child } from './support/child';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { shuffled } from './support/races';
import { dumpOf } from './support/schema-dump';

const ROLES: readonly DatabaseRole[] = ['main', 'keys'];
/** Before the statement is sent, while the server runs it, and after its answer but before it is recorded. */
const MOMENTS = ['before', 'during', 'after'] as const;
const WORKERS = 3;
const EXTRA = '9999-01-01.test.extra';
/** These statements have a different result when they run twice. */
const UNREPEATABLE = [
  'CREATE TABLE tally (id int NOT NULL PRIMARY KEY, n int NOT NULL) ENGINE=InnoDB',
  'INSERT IGNORE INTO tally VALUES (1, 0)',
  'UPDATE tally SET n = n + 1',
];

interface Kill {
  readonly role: DatabaseRole;
  readonly at: number;
  readonly when: (typeof MOMENTS)[number];
  readonly nodes: 1 | 2;
  readonly signal?: NodeJS.Signals;
}

describe('A migration that is killed', () => {
  const chance = new Chance('migrations-killed');

  const inOwnSchema = async <T>(work: (url: string, database: Database) => Promise<T>): Promise<T> => {
    const name = `killed_${randomBytes(6).toString('hex')}`;
    const connection = await createConnection(addressOf(urlOf('')));
    await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    await connection.end();
    const database = databaseOn(urlOf(name));
    try {
      return await work(urlOf(name), database);
    } finally {
      await database.close();
      await dropSchemas([name]);
    }
  };
  const migrate = async (url: string, role: DatabaseRole) => {
    const database = databaseOn(url);
    try {
      await new Migrator(database, role, (await askServer(database)).kind).run();
    } finally {
      await database.close();
    }
  };
  const clean = async (role: DatabaseRole) =>
    inOwnSchema(async (url, database) => {
      await migrate(url, role);
      return dumpOf(database);
    });
  const child = (url: string, { role, at, when, signal = 'SIGKILL' }: Kill, more: NodeJS.ProcessEnv = {}) =>
    new Child('migrate-and-die.child.ts', {
      URL: url,
      ROLE: role,
      AT: String(at),
      WHEN: when,
      SIGNAL: signal,
      ...more,
    });
  /** Ends the lease of the killed process, which would otherwise expire after ten seconds. */
  const endLeases = async (database: Database) => {
    if (await database.row("SHOW TABLES LIKE 'platform_lease'")) {
      await database.write('UPDATE platform_lease SET until = UTC_TIMESTAMP(3)');
    }
  };
  const killedAndRunAgain = async (kill: Kill, more?: NodeJS.ProcessEnv) =>
    inOwnSchema(async (url, database) => {
      const dying = child(url, kill, more);
      const { signal } = await dying.ended;
      if (signal !== 'SIGKILL')
        throw new Error(`The process was not killed at ${JSON.stringify(kill)}:\n${dying.output}`);
      await endLeases(database);
      await Promise.all(Array.from({ length: kill.nodes }, () => migrate(url, kill.role)));
      return dumpOf(database);
    });
  /** The number of writes of an undisturbed run. */
  const writesOf = async (role: DatabaseRole, more?: NodeJS.ProcessEnv) =>
    inOwnSchema(async (url) => {
      const whole = child(url, { role, at: 0, when: 'before', nodes: 1 }, more);
      const { code } = await whole.ended;
      expect([code, whole.output]).toEqual([0, '']);
      return Number(whole.messages[0]);
    });

  /** Adds the statements to every migration from here on. */
  const declareUnrepeatable = () => {
    const isDeclared = migrationsOf('main').some(({ name }) => name === EXTRA);
    if (!isDeclared) defineMigration('main', EXTRA, UNREPEATABLE);
    return { EXTRA: JSON.stringify(UNREPEATABLE) };
  };
  /** The last five writes: the start of the statement, the statement, its end, the end of the migration, the lease. */
  const beginningOf = (writes: number) => writes - 4;
  const TALLY_ROWS = 'rows of tally';

  it('reaches the schema of a clean run when one node or two nodes at once run it again', async () => {
    const cleanDumps = { main: await clean('main'), keys: await clean('keys') };
    const kills: Kill[] = [];
    for (const role of ROLES) {
      const writes = await writesOf(role);
      const statements = migrationsOf(role).flatMap((migration) => migration.statements('mysql')).length;
      expect(writes).toBeGreaterThan(statements * 3);
      for (let at = 1; at <= writes; at++) {
        for (const when of MOMENTS) kills.push({ role, at, when, nodes: 1 }, { role, at, when, nodes: 2 });
      }
    }
    const chosen = shuffled(chance, kills).slice(0, roundsOf({ short: 9, full: kills.length }));
    let different = 0;
    const worker = async () => {
      for (let kill = chosen.pop(); kill; kill = chosen.pop()) {
        const dump = await killedAndRunAgain(kill);
        if (JSON.stringify(dump) === JSON.stringify(cleanDumps[kill.role])) continue;
        different++;
        expect({ ...kill, dump }).toEqual({ ...kill, dump: cleanDumps[kill.role] });
      }
    };
    const rounds = chosen.length;
    await Promise.all(Array.from({ length: WORKERS }, worker));

    const extra = declareUnrepeatable();
    const writes = await writesOf('main', extra);
    const kill: Kill = { role: 'main', at: beginningOf(writes) + 1, when: 'after', nodes: 1 };
    const twice = await killedAndRunAgain(kill, extra);
    expect((await clean('main'))[TALLY_ROWS]).toEqual([{ id: 1, n: 1 }]);
    expect(twice[TALLY_ROWS]).toEqual([{ id: 1, n: 2 }]);
    report({
      fault: 'migrations killed (kill -9) at a statement and run again by one or two nodes',
      rounds,
      losses: different,
      control: 'n = n + 1, killed before it was recorded: detected',
    });
  });

  it('changes nothing when it was only paused and continues after another node has finished it', async () => {
    const extra = declareUnrepeatable();
    const cleanMain = await clean('main');
    const writes = await writesOf('main', extra);
    const pausedAndContinued = async (at: number, when: Kill['when']) =>
      inOwnSchema(async (url, database) => {
        const paused = child(url, { role: 'main', at, when, nodes: 1, signal: 'SIGSTOP' }, extra);
        await paused.isStopped();
        await endLeases(database);
        await migrate(url, 'main');
        paused.signal('SIGCONT');
        await paused.ended;
        return dumpOf(database);
      });
    const rounds = roundsOf({ short: 4, full: 40 });
    for (let round = 0; round < rounds; round++) {
      // Even rounds pause right before the statement that must not run twice, odd rounds at a random write.
      const at = round % 2 ? 8 + chance.below(writes - 12) : beginningOf(writes);
      const when = round % 2 ? chance.oneOf(MOMENTS.filter((moment) => moment !== 'during')) : 'before';
      expect({ at, when, dump: await pausedAndContinued(at, when) }).toEqual({ at, when, dump: cleanMain });
    }

    // A pause between the check of the lease and the statement cannot be detected, so statements must be repeatable.
    const tooLate = await pausedAndContinued(beginningOf(writes) + 1, 'before');
    expect(tooLate[TALLY_ROWS]).toEqual([{ id: 1, n: 2 }]);
    report({
      fault: 'a node paused during a migration that another node finishes',
      rounds,
      losses: 0,
      control: 'n = n + 1, paused after the check of the lease: detected',
    });
  });
});

function databaseOn(url: string): Database {
  return new Database(new ConnectionPool(url, 2, { acquireMs: 20_000, statementMs: 60_000 }));
}
