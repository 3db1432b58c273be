import { ConsumerRepository } from '@platform/event-log/consumers/consumer.repository';
import type { Database } from '@platform/persistence/database';
import type { Chance } from '@test/support/chance';
import { eventFaults, handledIn } from './event-checks';
import type { EventRun } from './event-run';
import { BY_SUBJECT, IN_ORDER } from './event-work';

/**
 * Moves both consumers back to a random position while nothing else happens. Returns the differences between what they
 * handle afterwards and the events after that position.
 */
export async function rewindFaults(run: EventRun, chance: Chance): Promise<string[]> {
  const { database } = run;
  const { position: newest } = await run.state();
  const position = chance.below(newest);
  const faults: string[] = [];
  for (const [name, table] of [
    [BY_SUBJECT, 'fault_handled'],
    [IN_ORDER, 'fault_batch'],
  ] as const) {
    const before = await handledIn(database, table);
    const lastId = await lastIdOf(database, table);
    await new ConsumerRepository(database).rewind(name, position);
    await run.isQuiet();
    const again = (await handledIn(database, table, lastId)).map(textOf);
    const wanted = [...new Set(before.filter((event) => event.position > position).map(textOf))];
    faults.push(...differences(wanted, again).map((text) => `${name} after ${position}: ${text}`));
  }
  return [...faults, ...(await eventFaults(database, run.changes))];
}

async function lastIdOf(database: Database, table: string): Promise<number> {
  return Number((await database.row<{ id: number }>(`SELECT MAX(id) AS id FROM ${table}`))?.id);
}

function textOf({ subject, position }: { subject: string; position: number }): string {
  return `${subject} ${position}`;
}

/**
 * Every wanted text must occur, for the first time in the order of the positions of its subject, and no other one may. An
 * event may be handled again, because the lease of a part can end on a busy machine.
 */
function differences(wanted: readonly string[], found: readonly string[]): string[] {
  const missing = new Set(wanted);
  const newest = new Map<string, number>();
  const faults: string[] = [];
  for (const text of found) {
    const isFirst = missing.delete(text);
    if (!isFirst && !wanted.includes(text)) faults.push(`${text} was handled without a reason`);
    const [subject, position] = text.split(' ') as [string, string];
    if (isFirst && Number(position) < (newest.get(subject) ?? 0)) faults.push(`${text} was handled too late`);
    if (isFirst) newest.set(subject, Number(position));
  }
  return [...faults, ...[...missing].map((text) => `${text} was not handled`)];
}
