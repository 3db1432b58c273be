import '@platform/event-log/event-log.migration';
import { createTestDatabases } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { EventRun } from './support/event-run';
import type { Broken } from './support/event-work';
import { report, roundsOf } from './support/fault-run';

const ROUNDS = roundsOf({ short: 4, full: 60 });
const CHANGES = 60;
const PATIENCE_OF_CONTROLS_MS = 3000;

describe('When a process is paused until another one has taken over its leases', () => {
  const chance = new Chance('events-paused');

  const pauseNodes = async (rounds: number, broken: Broken) => {
    const databases = await createTestDatabases();
    const run = await EventRun.open(chance, databases.mainUrl, { broken });
    try {
      run.startWriters();
      for (let round = 0; round < rounds; round++) {
        await run.progress(1 + chance.below(CHANGES));
        const sequencer = await run.sequencerNode();
        // In every other round, the process only holds parts of the consumers.
        const paused = round % 2 === 0 ? sequencer : 1 - sequencer;
        if (broken === 'none') await run.pauseNode(paused);
        // A broken process may already have stopped the other one.
        else await run.pauseNode(paused, PATIENCE_OF_CONTROLS_MS).catch(() => undefined);
      }
      await run.progress(CHANGES);
      const faults = await run.settle(broken === 'none' ? undefined : PATIENCE_OF_CONTROLS_MS);
      return { faults, acknowledged: run.acknowledged };
    } finally {
      await run.close();
      await databases.drop();
    }
  };

  it('it gives no position and moves no consumer afterwards, and the order is kept', async () => {
    const { faults, acknowledged } = await pauseNodes(ROUNDS, 'none');
    expect(faults.slice(0, 20)).toEqual([]);
    const unfenced = await pauseNodes(1, 'writes without a fence');
    expect(unfenced.faults.length).toBeGreaterThan(0);
    report({
      fault: 'events: the process that assigns the positions, or holds consumers, paused until another one does',
      rounds: ROUNDS,
      acknowledged,
      losses: 0,
      control: `positions written without a fence: ${unfenced.faults.length} faults`,
    });
  });
});
