import { allEvents, isInternal } from '@platform/event-log/definitions/define-event';
import { Database } from '@platform/persistence/database';
import type { TestApi } from './test-api';
import { until } from './two-nodes';

/** The positions of internal events, which lists and exports of events leave out. */
export async function internalPositions(database: Database): Promise<ReadonlySet<number>> {
  const types = allEvents()
    .map(({ type }) => type)
    .filter(isInternal);
  const rows = await database.rows<{ position: number }>(
    `SELECT run.position + (log.seq - run.seq) AS position
     FROM event_run run JOIN event_log log ON log.seq >= run.seq AND log.seq < run.seq + run.length
     WHERE log.type IN (${types.map(() => '?').join(', ')})`,
    types,
  );
  return new Set(rows.map(({ position }) => Number(position)));
}

/** Throws unless every event is in the lines, in order, except repetitions. */
export async function expectComplete(
  lines: readonly { readonly position: number }[],
  { app }: TestApi,
  first = 1,
): Promise<void> {
  const internal = await internalPositions(app.get(Database));
  const publicFrom = (position: number): number => (internal.has(position) ? publicFrom(position + 1) : position);
  let next = publicFrom(first);
  for (const { position } of lines) {
    expect(position).toBeLessThanOrEqual(next);
    if (position === next) next = publicFrom(next + 1);
  }
  const newest = await app.get(Database).row<{ position: number }>('SELECT position FROM event_sequence');
  expect(next - 1).toBe(Number(newest?.position));
}

/** Waits until the sequencer has given every event a position. */
export async function untilSequenced(database: Database): Promise<void> {
  await until(async () => {
    const row = await database.row<{ open: number }>(
      `SELECT EXISTS (SELECT 1 FROM event_log log WHERE NOT EXISTS
         (SELECT 1 FROM event_run run WHERE log.seq >= run.seq AND log.seq < run.seq + run.length)) AS open`,
    );
    return Number(row?.open) === 0;
  });
}
