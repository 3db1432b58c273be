import { allEvents, isInternal } from '@platform/event-log/definitions/define-event';
import type { Database } from '@platform/persistence/database';

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
