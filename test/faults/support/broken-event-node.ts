import type { EventNode } from '@platform/event-log/event-log.test-support';
import type { HeldSequence } from '@platform/event-log/sequencer/sequence.repository';
import type { Database } from '@platform/persistence/database';
import { BY_SUBJECT, IN_ORDER, type Broken } from './event-work';

/** The controls: replaces one part of the event log by a naive one, which the checks must detect. */
export function breakNode({ sequence, feed }: EventNode, database: Database, broken: Broken): void {
  switch (broken) {
    case 'reads only above its mark': {
      const { unsequenced } = sequence;
      sequence.unsequenced = (state, limit) => unsequenced.call(sequence, { ...state, gaps: [] }, limit);
      return;
    }
    case 'writes without a fence': {
      // It believes that it gives the positions until it ends.
      let known: HeldSequence | undefined;
      const { held } = sequence;
      sequence.held = async (holder) => known ?? held.call(sequence, holder);
      sequence.save = async ({ fence }, next, runs) => {
        known = { fence, sequence: next };
        await database.transactions.together([
          ...runs.map(({ position, seq, length, hashes }) => ({
            sql: 'REPLACE INTO event_run VALUES (?, ?, ?, UTC_TIMESTAMP(3), ?)',
            values: [position, seq, length, hashes],
          })),
          {
            sql: 'UPDATE event_sequence SET position = ?, high_water = ?, gaps = ?, until = UTC_TIMESTAMP(3) + INTERVAL 1 SECOND',
            values: [next.position, next.highWater, JSON.stringify(next.gaps)],
          },
        ]);
        return true;
      };
      sequence.extend = async () => true;
      return;
    }
    case 'saves its position before it handles events': {
      const { read } = feed;
      feed.read = async (after, limit) => {
        const page = await read.call(feed, after, limit);
        await database.write('UPDATE event_consumer SET position = ? WHERE name IN (?, ?) AND position < ?', [
          page.upTo,
          BY_SUBJECT,
          IN_ORDER,
          page.upTo,
        ]);
        return page;
      };
      return;
    }
    case 'none':
  }
}
