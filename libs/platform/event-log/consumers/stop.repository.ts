import { Injectable } from '@nestjs/common';
import { idFromBytes, type UserId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import type { LeasedPartition } from './leased-partitions';
import { NO_SUBJECT, subjectBytes } from './subjects.rule';
import '../event-log.migration';

/**
 * `retrying`: the event is tried again after a delay. `stopped`: all attempts failed. `unknown`: only a newer version of
 * the product knows the event.
 */
export type StopState = 'retrying' | 'stopped' | 'unknown';

/** A subject whose events a consumer does not handle at the moment. */
export interface Stop {
  readonly consumer: string;
  readonly subject: UserId | null;
  /** The first event of the subject that is not handled. */
  readonly position: number;
  readonly state: StopState;
  readonly attempts: number;
  readonly error: string;
  readonly since: Date;
  /** The delay until the next attempt; undefined if there is none. */
  readonly waitMs: number | undefined;
}

export type NewStop = Omit<Stop, 'since'>;

interface StopRow {
  consumer: string;
  subject_id: Buffer;
  position: number;
  state: Buffer;
  attempts: number;
  error: string;
  since: Date;
  wait_us: number | null;
}

const COLUMNS = `consumer, subject_id, position, state, attempts, error, since,
  TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), next_at) AS wait_us`;
const DUE_AT_ONCE = 256;
/** The stop is the one that was resumed: an administrator starts with new attempts or another position. */
const IS_UNCHANGED = 'consumer = ? AND subject_id = ? AND position = ? AND attempts = ?';
/** Only the process that holds the part may change the stop. */
const IS_HELD = 'FROM event_consumer WHERE name = ? AND part = ? AND fence = ?';

type Held = Pick<LeasedPartition, 'part' | 'fence'>;
type Resumed = Pick<Stop, 'consumer' | 'subject' | 'position' | 'attempts'>;

@Injectable()
export class StopRepository {
  constructor(private readonly database: Database) {}

  /** The consumers with subjects whose next attempt is due. */
  async dueConsumers(): Promise<string[]> {
    const rows = await this.database.rows<{ consumer: string }>(
      'SELECT DISTINCT consumer FROM event_stop WHERE next_at <= UTC_TIMESTAMP(3)',
    );
    return rows.map(({ consumer }) => consumer);
  }

  async page(consumer: string, after: UserId | null | undefined, limit: number): Promise<Stop[]> {
    const from = after === undefined ? '' : 'AND subject_id > ?';
    return this.select(`WHERE consumer = ? ${from} ORDER BY subject_id LIMIT ${Math.trunc(limit)}`, [
      consumer,
      ...(after === undefined ? [] : [subjectBytes(after)]),
    ]);
  }

  async find(consumer: string, subject: UserId | null): Promise<Stop | undefined> {
    return (await this.select('WHERE consumer = ? AND subject_id = ?', [consumer, subjectBytes(subject)]))[0];
  }

  async count(consumer: string): Promise<Record<StopState, number>> {
    const rows = await this.database.rows<{ state: Buffer; count: number }>(
      'SELECT state, COUNT(*) AS count FROM event_stop WHERE consumer = ? GROUP BY state',
      [consumer],
    );
    const counts = Object.fromEntries(rows.map(({ state, count }) => [state.toString(), Number(count)]));
    return { retrying: 0, stopped: 0, unknown: 0, ...counts };
  }

  /** Returns false if another process has taken over the part. */
  async insert({ consumer, subject, position, state, attempts, error, waitMs }: NewStop, held: Held): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `INSERT INTO event_stop (consumer, subject_id, position, state, attempts, next_at, error, since)
       SELECT ?, ?, ?, ?, ?, ${nextAt(waitMs)}, ?, UTC_TIMESTAMP(3) ${IS_HELD} LOCK IN SHARE MODE
       ON DUPLICATE KEY UPDATE position = VALUES(position), state = VALUES(state), attempts = VALUES(attempts),
         next_at = VALUES(next_at), error = VALUES(error)`,
      [
        consumer,
        subjectBytes(subject),
        position,
        Buffer.from(state),
        attempts,
        ...microseconds(waitMs),
        error,
        consumer,
        held.part,
        held.fence,
      ],
    );
    return affectedRows > 0;
  }

  /**
   * Replaces a stop that was resumed. Returns false if an administrator has changed it meanwhile, or another process has
   * taken over the part.
   */
  async replace(next: NewStop, resumed: Resumed, held: Held): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE event_stop SET position = ?, state = ?, attempts = ?, next_at = ${nextAt(next.waitMs)}, error = ?
       WHERE ${IS_UNCHANGED} AND EXISTS (SELECT 1 ${IS_HELD})`,
      [
        next.position,
        Buffer.from(next.state),
        next.attempts,
        ...microseconds(next.waitMs),
        next.error,
        ...unchanged(resumed, held),
      ],
    );
    return affectedRows === 1;
  }

  /** The subject has caught up. Returns false in the same cases as `replace`. */
  async remove(resumed: Resumed, held: Held): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `DELETE FROM event_stop WHERE ${IS_UNCHANGED} AND EXISTS (SELECT 1 ${IS_HELD})`,
      unchanged(resumed, held),
    );
    return affectedRows === 1;
  }

  async isHeld(consumer: string, { part, fence }: Held): Promise<boolean> {
    return (await this.database.row(`SELECT 1 ${IS_HELD}`, [consumer, part, fence])) !== undefined;
  }

  /** Stops whose next attempt is due, the earliest first. */
  async due(consumer: string): Promise<Stop[]> {
    return this.select(`WHERE consumer = ? AND next_at <= UTC_TIMESTAMP(3) ORDER BY next_at LIMIT ${DUE_AT_ONCE}`, [
      consumer,
    ]);
  }

  /** Starts new attempts at once, from this position on. Returns false if the subject has moved on meanwhile. */
  async retry({ consumer, subject, position }: Stop, from: number): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE event_stop SET position = ?, state = 'retrying', attempts = 0, next_at = UTC_TIMESTAMP(3)
       WHERE consumer = ? AND subject_id = ? AND position = ?`,
      [from, consumer, subjectBytes(subject), position],
    );
    return affectedRows === 1;
  }

  /** A consumer that was moved back to a position handles all later events again. */
  async removeAfter(consumer: string, position: number): Promise<void> {
    await this.database.write('DELETE FROM event_stop WHERE consumer = ? AND position > ?', [consumer, position]);
  }

  private async select(rest: string, values: readonly (string | number | Buffer)[]): Promise<Stop[]> {
    const rows = await this.database.rows<StopRow>(`SELECT ${COLUMNS} FROM event_stop ${rest}`, values);
    return rows.map((row) => ({
      consumer: row.consumer,
      subject: row.subject_id.equals(NO_SUBJECT) ? null : idFromBytes<UserId>(row.subject_id),
      position: Number(row.position),
      state: row.state.toString() as StopState,
      attempts: Number(row.attempts),
      error: row.error,
      since: row.since,
      waitMs: row.wait_us === null ? undefined : Math.max(0, Number(row.wait_us) / 1000),
    }));
  }
}

function nextAt(waitMs: number | undefined): string {
  return waitMs === undefined ? 'NULL' : 'UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND';
}

function microseconds(waitMs: number | undefined): number[] {
  return waitMs === undefined ? [] : [Math.round(waitMs * 1000)];
}

function unchanged({ consumer, subject, position, attempts }: Resumed, { part, fence }: Held) {
  return [consumer, subjectBytes(subject), position, attempts, consumer, part, fence];
}
