import '@platform/event-log/event-log.migration';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { EventRun } from './support/event-run';
import { report, roundsOf } from './support/fault-run';
import { rewindFaults } from './support/rewind-consumers';

const REWINDS = roundsOf({ short: 1, full: 50 });

describe('The event log of two processes', () => {
  const chance = new Chance('events');
  let databases: TestDatabases;
  let run: EventRun;

  beforeAll(async () => {
    databases = await createTestDatabases();
    run = await EventRun.open(chance, databases.mainUrl, { spares: 1 });
  });
  afterAll(async () => {
    await run?.close();
    await databases?.drop();
  });

  it('loses no event and keeps the order when a process is killed (kill -9)', async () => {
    run.startWriters();
    await run.progress(100);
    await run.killNode(await run.sequencerNode());
    await run.progress(20);
    expect((await run.settle()).slice(0, 20)).toEqual([]);
  });

  it('keeps the order when the process that assigns the positions is paused until another one does', async () => {
    run.startWriters();
    await run.progress(20);
    await run.pauseNode(await run.sequencerNode());
    await run.progress(20);
    expect((await run.settle()).slice(0, 20)).toEqual([]);
  });

  it('gives a rewound consumer exactly the later events again, in order', async () => {
    for (let round = 0; round < REWINDS; round++) expect(await rewindFaults(run, chance)).toEqual([]);
    report({ fault: 'events: a consumer rewound to a random position', rounds: REWINDS, losses: 0 });
  });
});
