import { leafHashOf } from '@features/audit/log/leaf.rule';
import { idFromBytes } from '@platform/ids/ids';
import type { DatabaseServer } from './database-server';
import type { Node } from './node';

/** The longest time without progress of the worker; after hundreds of rounds it may need longer in total. */
const PATIENCE_MS = 10_000;

/** Every log entry still matches its leaf hash and has its event, and a worker can process all events. */
export async function wholeLogFaults(server: DatabaseServer, node: Node): Promise<string[]> {
  const faults = [...(await leafFaults(server)), ...(await pairFaults(server))];
  const worker = node.worker();
  if (!(await isOutboxEmptied(server))) faults.push('the worker does not empty the outbox');
  await worker.stop();
  return faults;
}

async function isOutboxEmptied(server: DatabaseServer): Promise<boolean> {
  let fewest = Infinity;
  let movedAt = performance.now();
  while (performance.now() < movedAt + PATIENCE_MS) {
    const [row] = await server.query('SELECT COUNT(*) AS waiting FROM userkeep.platform_outbox');
    const waiting = Number(row?.waiting);
    if (waiting === 0) return true;
    if (waiting < fewest) [fewest, movedAt] = [waiting, performance.now()];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

async function leafFaults(server: DatabaseServer): Promise<string[]> {
  const rows = await server.query('SELECT * FROM userkeep.audit_entry');
  const id = <I extends string>(bytes: Buffer | null) => bytes && idFromBytes<I>(bytes);
  return rows.flatMap((row) => {
    const leaf = leafHashOf({
      id: idFromBytes(row.id),
      at: row.at,
      action: row.action,
      actorKind: row.actor_kind.toString(),
      actorId: id(row.actor_id),
      onBehalfOf: id(row.on_behalf_of),
      subjectId: id(row.subject_id),
      requestId: id(row.request_id),
      facts: row.facts.toString(),
      changesSealed: row.changes_sealed,
      originSealed: row.origin_sealed,
      format: row.format,
    });
    return leaf.equals(row.leaf_hash) ? [] : [`the entry ${idFromBytes(row.id)} does not match its leaf hash`];
  });
}

/** Every entry has an event and the reverse, except activities that an app records, which have no event. */
async function pairFaults(server: DatabaseServer): Promise<string[]> {
  const [row] = await server.query(
    `SELECT
       (SELECT COUNT(*) FROM userkeep.audit_entry a LEFT JOIN userkeep.platform_outbox o ON o.id = a.id
        WHERE o.id IS NULL AND a.action NOT LIKE 'app.%') AS entries_without_event,
       (SELECT COUNT(*) FROM userkeep.platform_outbox o LEFT JOIN userkeep.audit_entry a ON a.id = o.id
        WHERE a.id IS NULL) AS events_without_entry,
       (SELECT COUNT(*) FROM userkeep.users_account u LEFT JOIN userkeep.auth_credential c ON c.user_id = u.id
        WHERE c.user_id IS NULL) AS accounts_without_password`,
  );
  return Object.entries(row ?? {}).flatMap(([what, count]) => (Number(count) === 0 ? [] : [`${count} ${what}`]));
}
