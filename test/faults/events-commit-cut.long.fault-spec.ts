import { Chance } from '@test/support/chance';
import { CommitCutter } from './support/commit-cutter';
import type { DatabaseServer } from './support/database-server';
import { EventRun } from './support/event-run';
import { startEventServer } from './support/event-server';
import { until } from './support/event-work';
import { report, roundsOf } from './support/fault-run';

/** Rounds for each kind of cut. */
const ROUNDS = roundsOf({ short: 4, full: 100 });
const CHANGES = 40;
/** Part of the message with which the sequencer stores its state. */
const OF_THE_SEQUENCER = 'UPDATE event_sequence SET position';

describe('When the connection to the database is cut during COMMIT', () => {
  const chance = new Chance('events-commit-cut');
  let server: DatabaseServer;
  let cutter: CommitCutter;
  let run: EventRun;

  beforeAll(async () => {
    server = await startEventServer();
    cutter = await CommitCutter.start(server.socket);
    run = await EventRun.open(chance, server.url, { nodeUrl: cutter.through(server.url) });
  });
  afterAll(async () => {
    await run?.close();
    await cutter?.stop();
    await server?.remove();
  });

  it.each(['before', 'after'] as const)(
    '%s it arrives, each event is stored, sequenced and handled in order',
    async (cut) => {
      const acknowledged = run.acknowledged;
      for (const text of ['', OF_THE_SEQUENCER]) {
        run.startWriters();
        for (let round = 0; round < ROUNDS; round++) {
          await run.progress(1 + chance.below(CHANGES));
          const { cuts } = cutter;
          cutter.cutNext(cut, text);
          await until(() => cutter.cuts > cuts);
        }
        await run.progress(CHANGES);
        expect((await run.settle()).slice(0, 20)).toEqual([]);
      }
      report({
        fault:
          cut === 'before'
            ? 'events: connection cut before COMMIT arrives, of a writer and of the sequencer'
            : 'events: connection cut after COMMIT arrives, before its answer, of a writer and of the sequencer',
        rounds: 2 * ROUNDS,
        acknowledged: run.acknowledged - acknowledged,
        losses: 0,
      });
    },
  );

  it('the events of the last transaction of the sequencer are handled, even if no other event follows', async () => {
    for (const cut of ['before', 'after'] as const) {
      const { cuts } = cutter;
      cutter.cutNext(cut, OF_THE_SEQUENCER);
      await run.change(await run.sequencerNode());
      await until(() => cutter.cuts > cuts);
      expect(await run.settle()).toEqual([]);
    }
  });
});
