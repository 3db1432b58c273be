import type { Database } from '@platform/persistence/database';
import { nameTargets, numbersOf, subjectOf, type Change } from './event-work';
import { positionsOf, type RunRow } from './whole-log';

interface Facts {
  readonly n: number;
  readonly row: number;
  readonly version: number;
}

interface Handled {
  readonly subject: string;
  readonly position: number;
  readonly n: number;
}

/** Compares the ledger of the transactions, the log, its positions and what the consumers handled. */
export async function eventFaults(database: Database, changes: readonly Change[]): Promise<string[]> {
  const runs = await database.rows<RunRow>('SELECT position, seq, length, hashes FROM event_run ORDER BY position');
  const entries = await database.rows<{ seq: number; leaf_hash: Buffer; facts: Buffer }>(
    "SELECT seq, leaf_hash, facts FROM event_log WHERE type <> ''",
  );
  const { faults, bySeq } = positionsOf(runs, entries);
  const log = entries
    .map(({ seq, facts }) => ({ ...(JSON.parse(facts.toString()) as Facts), position: bySeq.get(Number(seq)) }))
    .sort((one, other) => (one.position ?? Infinity) - (other.position ?? Infinity));
  const positions = new Map(log.flatMap(({ n, position }) => (position === undefined ? [] : [[n, position] as const])));
  const versions = await database.rows<{ id: number; version: number }>('SELECT id, version FROM fault_row');
  return [
    ...faults,
    ...ledgerFaults(changes, log),
    ...orderFaults(changes, positions),
    ...versionFaults(log, new Map(versions.map(({ id, version }) => [Number(id), Number(version)]))),
    ...subjectFaults(changes, positions, await handledIn(database, 'fault_handled')),
    ...batchFaults(positions, await handledIn(database, 'fault_batch')),
    ...(await remainingFaults(database, positions.size)),
  ];
}

export async function handledIn(
  database: Database,
  table: 'fault_handled' | 'fault_batch',
  after = 0,
): Promise<Handled[]> {
  const rows = await database.rows<Handled>(`SELECT subject, position, n FROM ${table} WHERE id > ? ORDER BY id`, [
    after,
  ]);
  return rows.map(({ subject, position, n }) => ({ subject, position: Number(position), n: Number(n) }));
}

/** An acknowledged transaction has all its events once, a rolled-back one has none, an unknown one has all or none. */
function ledgerFaults(changes: readonly Change[], log: readonly Facts[]): string[] {
  const times = new Map<number, number>();
  for (const { n } of log) times.set(n, (times.get(n) ?? 0) + 1);
  return changes.flatMap(({ order, outcome }) => {
    const found = numbersOf(order).map((n) => times.get(n) ?? 0);
    const isWhole = found.every((count) => count === 1);
    const isNone = found.every((count) => count === 0);
    const isRight = { acknowledged: isWhole, 'rolled back': isNone, unknown: isWhole || isNone }[outcome];
    return isRight
      ? []
      : [`transaction ${order.ticket} was ${outcome}, and its events are in the log ${found.join()} times`];
  });
}

/** A transaction that was acknowledged before another one began has the lower positions. */
function orderFaults(changes: readonly Change[], positions: ReadonlyMap<number, number>): string[] {
  const placed = changes.flatMap((change) => {
    const own = numbersOf(change.order).flatMap((n) => positions.get(n) ?? []);
    return own.length === 0 ? [] : [{ ...change, first: Math.min(...own), last: Math.max(...own) }];
  });
  const acknowledged = placed.filter(({ outcome }) => outcome === 'acknowledged').sort((a, b) => a.endedAt - b.endedAt);
  const begun = [...placed].sort((a, b) => a.begunAt - b.begunAt);
  const faults: string[] = [];
  let [next, highest, highestTicket] = [0, 0, 0];
  for (const { begunAt, first, order } of begun) {
    for (let earlier = acknowledged[next]; earlier && earlier.endedAt < begunAt; earlier = acknowledged[++next])
      if (earlier.last > highest) [highest, highestTicket] = [earlier.last, earlier.order.ticket];
    if (first < highest)
      faults.push(
        `transaction ${order.ticket} has position ${first}, before ${highest} of the earlier ${highestTicket}`,
      );
  }
  return faults;
}

/** The events of one row are in the order of its versions, and none is missing. */
function versionFaults(log: readonly Facts[], versions: ReadonlyMap<number, number>): string[] {
  const faults: string[] = [];
  for (const [row, version] of versions) {
    const own = log.filter((facts) => facts.row === row);
    const wrong = own.findIndex((facts, at) => facts.version !== at + 1);
    if (wrong >= 0) faults.push(`row ${row} has version ${own[wrong]?.version} in event ${wrong + 1}`);
    if (own.length !== version) faults.push(`row ${row} has version ${version} and ${own.length} events`);
  }
  for (const name of nameTargets) {
    const own = log.filter((facts) => facts.row === name);
    const wrong = own.findIndex((facts, at) => facts.version !== (at + 1) % 2);
    if (wrong >= 0)
      faults.push(`name ${name} was ${own[wrong]?.version === 1 ? 'inserted' : 'deleted'} twice in a row`);
  }
  return faults;
}

/** The consumer handled each event for each of its subjects, at first in the order of the subject. */
function subjectFaults(
  changes: readonly Change[],
  positions: ReadonlyMap<number, number>,
  handled: readonly Handled[],
): string[] {
  const missing = new Map<string, number>();
  for (const { order } of changes) {
    for (const [at, n] of numbersOf(order).entries()) {
      const position = positions.get(n);
      const subjects = order.events[at]?.map(subjectOf) ?? [];
      if (position !== undefined)
        for (const subject of subjects.length === 0 ? [''] : subjects) missing.set(`${subject} ${n}`, position);
    }
  }
  const faults: string[] = [];
  const newest = new Map<string, number>();
  for (const { subject, position, n } of handled) {
    const key = `${subject} ${n}`;
    const expected = missing.get(key);
    // Handled again.
    if (expected === undefined && positions.get(n) === position) continue;
    if (expected !== position) faults.push(`event ${n} was handled at position ${position} instead of ${expected}`);
    missing.delete(key);
    const last = newest.get(subject) ?? 0;
    if (position < last) faults.push(`position ${position} of a subject was handled after ${last}`);
    newest.set(subject, Math.max(last, position));
  }
  return [...faults, ...[...missing].map(([key, position]) => `position ${position} was not handled: ${key.trim()}`)];
}

/** The consumer in order handled all events, at first in the order of the log. */
function batchFaults(positions: ReadonlyMap<number, number>, handled: readonly Handled[]): string[] {
  const faults: string[] = [];
  let newest = 0;
  for (const { position, n } of handled) {
    if (positions.get(n) !== position) faults.push(`event ${n} was handled in order at position ${position}`);
    if (position > newest + 1) faults.push(`position ${position} was handled in order after ${newest}`);
    newest = Math.max(newest, position);
  }
  if (newest !== positions.size) faults.push(`${newest} of ${positions.size} events were handled in order`);
  return faults;
}

async function remainingFaults(database: Database, positions: number): Promise<string[]> {
  const stops = await database.rows<{ error: string }>('SELECT error FROM event_stop');
  const state = await database.row<{ position: number; gaps: string }>('SELECT position, gaps FROM event_sequence');
  return [
    ...stops.map(({ error }) => `a subject is still stopped: ${error}`),
    ...(state?.gaps === '[]' ? [] : [`gaps are still open: ${state?.gaps}`]),
    ...(Number(state?.position) === positions
      ? []
      : [`the newest position is ${state?.position} instead of ${positions}`]),
  ];
}
