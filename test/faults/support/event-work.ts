import { IntegerField } from '@platform/http/fields/fields';
import type { UserId } from '@platform/ids/ids';
import type { Database } from '@platform/persistence/database';
import { defineEvent } from '@platform/event-log/definitions/define-event';

export const BY_SUBJECT = 'test_faults.by_subject';
export const IN_ORDER = 'test_faults.in_order';
export const SUBJECTS = 16;
export const LOOK_MS = 20;
/** Only ends runs that hang. */
export const PATIENCE_MS = 60_000;
const ROWS = 6;
const NAMES = 3;

class NumberedFacts {
  @IntegerField({ min: 0, max: 1_000_000_000, description: 'The number of the event.' })
  n: number;

  @IntegerField({ min: 0, max: 1000, description: 'The row that was changed; 0 for none.' })
  row: number;

  @IntegerField({ min: 0, max: 1_000_000_000, description: 'The version of the row after the change.' })
  version: number;
}

export const Numbered = defineEvent('test_faults.numbered', 1, NumberedFacts, 'A writer changed something');

/**
 * `row`: adds 1 to the version of a row. `compared`: the same in a group commit, if the version is unchanged. `name`:
 * inserts a row with a unique name or deletes it, in a group commit. `none`: only events.
 */
export type ChangeKind = 'row' | 'compared' | 'name' | 'none';

/** A transaction that the test tells a process to run. */
export interface Order {
  readonly ticket: number;
  readonly kind: ChangeKind;
  /** The row or the name. */
  readonly target: number;
  /** The subjects of each event; the first one is its own, and an empty list means none. */
  readonly events: readonly (readonly number[])[];
  /** What happens after the events are stored, before the commit. */
  readonly atEnd: 'commit' | 'roll back' | 'wait for the test';
  readonly holdMs: number;
}

export type Outcome = 'acknowledged' | 'rolled back' | 'unknown';
/** An ordered transaction and what the test knows about it. */
export interface Change {
  readonly order: Order;
  /** The moments count what this process sent and received, so they are in order across all processes. */
  readonly begunAt: number;
  endedAt: number;
  outcome: Outcome;
  tookMs: number;
}

export type Command = { readonly order: Order } | { readonly start: string } | { readonly finish: number };
export type Message =
  | { readonly loaded: true }
  | { readonly ready: true; readonly sequencer: string; readonly consumer: string }
  | { readonly stored: number }
  | { readonly ended: number; readonly outcome: Outcome; readonly error?: string };

/** The set-ups that the checks must detect. */
export type Broken =
  'reads only above its mark' | 'writes without a fence' | 'saves its position before it handles events' | 'none';

export const rowTargets = Array.from({ length: ROWS }, (_, at) => 1 + at);
export const nameTargets = Array.from({ length: NAMES }, (_, at) => 100 + at);

/** The numbers of the events of a transaction. */
export function numbersOf({ ticket, events }: Pick<Order, 'ticket' | 'events'>): number[] {
  return events.map((_, at) => 16 * ticket + at);
}

export function subjectOf(index: number): UserId {
  return `00000000-0000-7000-8000-0000000000${index.toString(16).padStart(2, '0')}` as UserId;
}

export async function createEventTables(database: Database): Promise<void> {
  await database.write('CREATE TABLE fault_row (id int NOT NULL PRIMARY KEY, version int NOT NULL) ENGINE=InnoDB');
  await database.write('CREATE TABLE fault_name (id int NOT NULL PRIMARY KEY) ENGINE=InnoDB');
  for (const id of rowTargets) await database.write('INSERT INTO fault_row VALUES (?, 0)', [id]);
  for (const table of ['fault_handled', 'fault_batch'])
    await database.write(
      `CREATE TABLE ${table} (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, node varchar(20) NOT NULL,
         subject varchar(36) NOT NULL, position bigint unsigned NOT NULL, n int NOT NULL) ENGINE=InnoDB`,
    );
}

export async function until(isTrue: () => boolean | Promise<boolean>, withinMs = PATIENCE_MS): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`The condition was not met: ${String(isTrue)}`);
    await pause(LOOK_MS);
  }
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
