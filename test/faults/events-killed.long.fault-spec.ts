import '@platform/event-log/event-log.migration';
import { createTestDatabases } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { EventRun } from './support/event-run';
import { startEventServer } from './support/event-server';
import type { Broken } from './support/event-work';
import { report, roundsOf } from './support/fault-run';

const ROUNDS = roundsOf({ short: 6, full: 200 });
const DATABASE_ROUNDS = roundsOf({ short: 3, full: 60 });
/** The changes before the next fault: about a second. */
const CHANGES = 150;
const PATIENCE_OF_CONTROLS_MS = 3000;
const UNFLUSHED_ROUNDS = 8;

describe('When processes with the event log are killed by kill -9 under load', () => {
  const chance = new Chance('events-killed');

  const killNodes = async (rounds: number, broken: Broken) => {
    const databases = await createTestDatabases();
    const run = await EventRun.open(chance, databases.mainUrl, { spares: 1, broken });
    try {
      run.startWriters();
      for (let round = 0; round < rounds; round++) {
        await run.progress(1 + chance.below(CHANGES));
        await run.killNode(chance.below(2));
      }
      await run.progress(CHANGES);
      const faults = await run.settle(broken === 'none' ? undefined : PATIENCE_OF_CONTROLS_MS);
      return { faults, acknowledged: run.acknowledged };
    } finally {
      await run.close();
      await databases.drop();
    }
  };

  it('no event is lost, sequenced twice or skipped by a consumer, and the order is kept', async () => {
    const { faults, acknowledged } = await killNodes(ROUNDS, 'none');
    expect(faults.slice(0, 20)).toEqual([]);
    const early = await killNodes(2, 'saves its position before it handles events');
    expect(early.faults.length).toBeGreaterThan(0);
    report({
      fault: 'events: a process killed (kill -9)',
      rounds: ROUNDS,
      acknowledged,
      losses: 0,
      control: `position saved before the events are handled: ${early.faults.length} faults`,
    });
  });
});

describe('When the database is killed by kill -9 while events are written, sequenced and handled', () => {
  const chance = new Chance('events-database-killed');

  it('no acknowledged event is lost or loses its position, and the order is kept', async () => {
    const server = await startEventServer();
    const run = await EventRun.open(chance, server.url, { spares: 1 });
    const killAndBegin = async () => {
      await run.progress(1 + chance.below(CHANGES));
      await server.end();
      await server.begin();
    };
    try {
      run.startWriters();
      for (let round = 0; round < DATABASE_ROUNDS; round++) {
        await killAndBegin();
        if (round % 3 === 2) await run.killNode(chance.below(2));
      }
      await run.progress(20);
      expect((await run.settle()).slice(0, 20)).toEqual([]);
      const { acknowledged } = run;

      let lost = 0;
      // The server still flushes once a second, perhaps just before it is killed, so one round may lose nothing.
      for (let round = 0; round < UNFLUSHED_ROUNDS && lost === 0; round++) {
        await server.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
        run.startWriters();
        await killAndBegin();
        lost = (await run.settle(PATIENCE_OF_CONTROLS_MS)).length;
      }
      expect(lost).toBeGreaterThan(0);
      report({
        fault: 'events: the database killed (kill -9)',
        rounds: DATABASE_ROUNDS,
        acknowledged,
        losses: 0,
        control: `without flush at commit: ${lost} faults`,
      });
    } finally {
      await run.close();
      await server.remove();
    }
  });
});
