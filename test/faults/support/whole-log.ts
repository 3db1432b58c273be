import { leafHashOf } from '@platform/event-log/entries/leaf.rule';
import { idFromBytes } from '@platform/ids/ids';
import type { DatabaseServer } from './database-server';
import type { Node } from './node';

/** The longest time without progress of the worker; after hundreds of rounds it may need longer in total. */
const PATIENCE_MS = 60_000;

/** Every log entry still matches its leaf hash, and a worker gives it exactly one position and handles it. */
export async function wholeLogFaults(server: DatabaseServer, node: Node): Promise<string[]> {
  const faults = [...(await leafFaults(server)), ...(await accountFaults(server))];
  const worker = node.worker();
  if (!(await isHandled(server))) faults.push('the worker does not handle all events');
  await worker.stop();
  return [...faults, ...(await positionFaults(server))];
}

async function isHandled(server: DatabaseServer): Promise<boolean> {
  let fewest = Infinity;
  let movedAt = performance.now();
  while (performance.now() < movedAt + PATIENCE_MS) {
    const [row] = await server.query(
      `SELECT (SELECT COUNT(*) FROM userkeep.event_log WHERE type <> '') AS entries, s.position,
         (SELECT MIN(position) FROM userkeep.event_consumer) AS handled,
         (SELECT COUNT(*) FROM userkeep.event_stop) AS stops
       FROM userkeep.event_sequence s`,
    );
    const waiting = Number(row?.entries) - Number(row?.handled) + Number(row?.stops);
    if (waiting === 0) return true;
    if (waiting < fewest) [fewest, movedAt] = [waiting, performance.now()];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

async function leafFaults(server: DatabaseServer): Promise<string[]> {
  const rows = await server.query("SELECT * FROM userkeep.event_log WHERE type <> ''");
  const id = <I extends string>(bytes: Buffer | null) => bytes && idFromBytes<I>(bytes);
  return rows.flatMap((row) => {
    const leaf = leafHashOf({
      id: idFromBytes(row.id),
      at: row.at,
      type: row.type,
      version: row.version,
      actorKind: row.actor_kind.toString(),
      actorId: id(row.actor_id),
      keyId: id(row.key_id),
      onBehalfOf: id(row.on_behalf_of),
      subjectId: id(row.subject_id),
      otherSubjects: null,
      requestId: id(row.request_id),
      facts: row.facts.toString(),
      changesSealed: row.changes_sealed,
      originSealed: row.origin_sealed,
      format: row.format,
    });
    return leaf.equals(row.leaf_hash) ? [] : [`the entry ${idFromBytes(row.id)} does not match its leaf hash`];
  });
}

export interface RunRow {
  readonly position: number;
  readonly seq: number;
  readonly length: number;
  readonly hashes: Buffer;
}

interface EntryRow {
  readonly seq: number;
  readonly leaf_hash: Buffer;
}

async function positionFaults(server: DatabaseServer): Promise<string[]> {
  const runs = await server.query<RunRow>(
    'SELECT position, seq, length, hashes FROM userkeep.event_run ORDER BY position',
  );
  const entries = await server.query<EntryRow>("SELECT seq, leaf_hash FROM userkeep.event_log WHERE type <> ''");
  return positionsOf(runs, entries).faults;
}

/** The positions by number of the log. They must be 1, 2, 3 … without gaps, each of one entry and with its hash. */
export function positionsOf(runs: readonly RunRow[], entries: readonly EntryRow[]) {
  const hashes = new Map(entries.map((row) => [Number(row.seq), row.leaf_hash]));
  const bySeq = new Map<number, number>();
  const faults: string[] = [];
  let next = 1;
  for (const run of runs) {
    if (Number(run.position) !== next) faults.push(`after position ${next - 1} comes ${run.position}`);
    for (let at = 0; at < Number(run.length); at++) {
      const [position, seq] = [Number(run.position) + at, Number(run.seq) + at];
      if (bySeq.has(seq)) faults.push(`position ${position} has an entry that has another position`);
      else if (!hashes.get(seq)?.equals(run.hashes.subarray(32 * at, 32 * (at + 1))))
        faults.push(`position ${position} has no entry with its hash`);
      bySeq.set(seq, position);
    }
    next = Number(run.position) + Number(run.length);
  }
  const missing = entries.filter(({ seq }) => !bySeq.has(Number(seq))).length;
  if (missing > 0) faults.push(`${missing} entries have no position`);
  return { faults, bySeq };
}

async function accountFaults(server: DatabaseServer): Promise<string[]> {
  const [row] = await server.query(
    `SELECT COUNT(*) AS accounts FROM userkeep.users_account u
     LEFT JOIN userkeep.auth_credential c ON c.user_id = u.id WHERE c.user_id IS NULL`,
  );
  return Number(row?.accounts) === 0 ? [] : [`${row?.accounts} accounts without a password`];
}
