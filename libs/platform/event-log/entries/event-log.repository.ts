import { Injectable } from '@nestjs/common';
import { firstIdAt, idToBytes, type ApiKeyId, type UserId } from '@platform/ids/ids';
import type { SqlValue } from '@platform/persistence/connection-pool';
import { Database, placeholders } from '@platform/persistence/database';
import { ConcurrentChange, duplicateKeyOf } from '@platform/persistence/failures';
import { Table, type Stored } from '@platform/persistence/table';
import { allEvents, isInternal } from '../definitions/define-event';
import { EventEntity } from './event.entity';
import '../event-log.migration';

export type EventEntry = Stored<EventEntity>;
export type NewEntry = Omit<EventEntry, 'seq'>;

export interface EventFilter {
  readonly subjectId?: UserId;
  readonly actorId?: UserId | ApiKeyId;
  readonly type?: string;
  readonly types?: readonly string[];
  readonly since?: Date;
  readonly until?: Date;
  readonly order?: 'newest' | 'oldest';
  /** Whether internal events are included. */
  readonly withInternal?: boolean;
}

/** An entry without its contents. */
export type EntryOutline = Pick<EventEntry, 'seq' | 'subjectId' | 'otherSubjects'>;

/** The type of a row without an event: its number was claimed after the transaction that had it was rolled back. */
export const VOID = '';
const HAS_EVENT = `type <> '${VOID}'`;

@Injectable()
export class EventLogRepository {
  private readonly entries: Table<EventEntity>;

  constructor(private readonly database: Database) {
    this.entries = new Table(database, EventEntity);
  }

  /** Appends the entry at the end of the transaction, after all row locks of the change have been taken. */
  async append(entry: NewEntry): Promise<void> {
    await this.entries.insertAtEnd(entry, retryIfNumberWasClaimed);
    for (const subject of new Set(entry.otherSubjects)) {
      if (subject === entry.subjectId) continue;
      await this.database.defer({
        table: 'event_subject',
        sql: 'INSERT INTO event_subject (user_id, event_id) VALUES',
        row: '(?, ?)',
        values: [idToBytes(subject), idToBytes(entry.id)],
      });
    }
  }

  /**
   * Returns a page of entries that starts after the ID `after`. IDs increase with time, so every filter is an index
   * range.
   */
  async find(filter: EventFilter, after: string | undefined, limit: number): Promise<EventEntry[]> {
    const page = pageOf(filter, after, limit);
    const from = `event_log FORCE INDEX (${indexFor(filter)})`;
    const read = this.entries.selectFrom(from, page.sql('id', 'subject_id'), page.values);
    if (!filter.subjectId) return read;
    const [found, further] = await Promise.all([
      read,
      this.entries.selectFrom(
        'event_subject FORCE INDEX (PRIMARY) STRAIGHT_JOIN event_log ON id = event_id',
        page.sql('event_id', 'user_id'),
        page.values,
      ),
    ]);
    if (further.length === 0) return found;
    const isBefore = (one: EventEntry, other: EventEntry) => one.id > other.id === (filter.order !== 'oldest');
    return [...found, ...further].sort((one, other) => (isBefore(one, other) ? -1 : 1)).slice(0, limit);
  }

  /** Undefined for internal events, and after the contents of the event were removed. */
  async one(id: string): Promise<EventEntry | undefined> {
    return this.entries.selectOne(`WHERE id = ? AND ${publicCondition()}`, [idToBytes(id)]);
  }

  /**
   * The entries with these numbers that meet the condition. Those whose contents were removed and those without an event
   * are missing.
   */
  async withNumbers(numbers: readonly number[], condition = HAS_EVENT): Promise<EventEntry[]> {
    return withNumbers(numbers, condition, (rest, values) => this.entries.select(rest, values));
  }

  /** Reads only whom the entries concern, to find out which of them are needed. */
  async outlinesWithNumbers(numbers: readonly number[], condition: string): Promise<EntryOutline[]> {
    return withNumbers(numbers, condition, (rest, values) =>
      this.entries.selectOnly(['seq', 'subjectId', 'otherSubjects'], rest, values),
    );
  }
}

/** The condition of an entry that is neither internal nor without an event. */
export function publicCondition(): string {
  const internal = allEvents().filter(({ type }) => isInternal(type));
  return `type NOT IN (${[VOID, ...internal.map(({ type }) => type)].map((type) => `'${type}'`).join(', ')})`;
}

async function withNumbers<Row extends { readonly seq: number }>(
  numbers: readonly number[],
  condition: string,
  select: (rest: string, values: readonly SqlValue[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  if (numbers.length === 0) return [];
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  // A range is read faster than a list, if it contains few other entries.
  if (last - first < 2 * numbers.length) {
    const wanted = new Set(numbers);
    const found = await select(`WHERE seq BETWEEN ? AND ? AND ${condition}`, [first, last]);
    return found.filter(({ seq }) => wanted.has(seq));
  }
  const { marks, padded } = placeholders(numbers);
  return [...(await select(`WHERE seq IN (${marks}) AND ${condition}`, padded))];
}

/**
 * The index is named, because MariaDB uses only the first column of the others and then reads all entries that are newer
 * than the page.
 */
function indexFor({ subjectId, actorId, type }: EventFilter): string {
  if (subjectId) return 'event_log_subject';
  if (actorId) return 'event_log_actor';
  return type ? 'event_log_type' : 'event_log_id';
}

interface Page {
  sql(id: string, subject: string): string;
  readonly values: readonly SqlValue[];
}

function pageOf(filter: EventFilter, after: string | undefined, limit: number): Page {
  const isOldest = filter.order === 'oldest';
  const conditions: [(id: string, subject: string) => string, ...SqlValue[]][] = [];
  if (filter.subjectId) conditions.push([(_id, subject) => `${subject} = ?`, idToBytes(filter.subjectId)]);
  if (filter.actorId) conditions.push([() => 'actor_id = ?', idToBytes(filter.actorId)]);
  if (filter.type) conditions.push([() => 'type = ?', filter.type]);
  if (filter.types) conditions.push([() => `type IN (${filter.types?.map(() => '?').join(', ')})`, ...filter.types]);
  if (filter.since) conditions.push([(id) => `${id} >= ?`, firstIdAt(filter.since)]);
  if (filter.until) conditions.push([(id) => `${id} < ?`, firstIdAt(filter.until)]);
  if (after) conditions.push([(id) => `${id} ${isOldest ? '>' : '<'} ?`, idToBytes(after)]);
  return {
    sql: (id, subject) =>
      `WHERE ${[filter.withInternal ? HAS_EVENT : publicCondition(), ...conditions.map(([sql]) => sql(id, subject))].join(' AND ')}` +
      ` ORDER BY ${id} ${isOldest ? 'ASC' : 'DESC'} LIMIT ${Math.trunc(limit)}`,
    values: conditions.flatMap(([, ...values]) => values),
  };
}

/**
 * The sequencer claims numbers of transactions that seem to have been rolled back. If this transaction was only slow, it
 * runs again and gets another number.
 */
function retryIfNumberWasClaimed(error: unknown): void {
  if (duplicateKeyOf(error) === 'PRIMARY' && isNumberTaken(error)) throw new ConcurrentChange();
}

function isNumberTaken(error: unknown): boolean {
  return /Duplicate entry '\d{1,20}' for key/.test(String((error as { sqlMessage?: unknown }).sqlMessage));
}
