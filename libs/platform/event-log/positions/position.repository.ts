import { Injectable } from '@nestjs/common';
import { idToBytes, type UserId } from '@platform/ids/ids';
import type { SqlValue } from '@platform/persistence/connection-pool';
import { Database, placeholders } from '@platform/persistence/database';
import '../event-log.migration';

/** An entry's final position and its number in the log. */
export interface Placed {
  readonly position: number;
  readonly seq: number;
}

interface RunRow {
  position: number;
  seq: number;
  length: number;
}

/** Far more events than other transactions commit while one is open. */
const LARGEST_DELAY = 1_000_000;

// With ORDER BY and LIMIT 1 instead of MAX, MySQL reads thousands of rows into a buffer before it returns the first.
const LAST_NUMBER = '(SELECT MAX(seq) FROM event_run WHERE seq <= ?)';
const LARGEST_GROUP = 64;

@Injectable()
export class PositionRepository {
  constructor(private readonly database: Database) {}

  async newest(): Promise<number> {
    const row = await this.database.row<{ position: number }>('SELECT position FROM event_sequence WHERE id = 1');
    return Number(row?.position ?? 0);
  }

  /** The entries after this position, up to another one, in order. */
  async after(position: number, upTo: number, limit: number): Promise<Placed[]> {
    const first = position + 1;
    const last = Math.min(upTo, position + limit);
    const runs = await this.database.rows<RunRow>(
      `SELECT position, seq, length FROM event_run
       WHERE position >= (SELECT MAX(position) FROM event_run WHERE position <= ?) AND position <= ? ORDER BY position`,
      [first, last],
    );
    return runs.flatMap((run) => {
      const [start, seq] = [Number(run.position), Number(run.seq)];
      const skipped = Math.max(0, first - start);
      const count = Math.min(Number(run.length), last - start + 1) - skipped;
      return Array.from({ length: Math.max(0, count) }, (_, at) => ({
        position: start + skipped + at,
        seq: seq + skipped + at,
      }));
    });
  }

  /** The entries of a subject from this position on, up to another one, in order. `first` is a position before them. */
  async ofSubject(subject: UserId | null, first: number, from: number, upTo: number): Promise<Placed[]> {
    const number = await this.firstNumberFrom(first);
    if (number === undefined) return [];
    const found =
      subject === null
        ? await this.placed('event_log FORCE INDEX (event_log_subject) WHERE subject_id IS NULL AND seq >= ?', [number])
        : await this.placed('event_log FORCE INDEX (event_log_subject) WHERE subject_id = ? AND seq >= ?', [
            idToBytes(subject),
            number,
          ]);
    const further =
      subject === null
        ? []
        : await this.placed('event_subject STRAIGHT_JOIN event_log ON id = event_id WHERE user_id = ? AND seq >= ?', [
            idToBytes(subject),
            number,
          ]);
    return [...found, ...further]
      .filter(({ position }) => position >= from && position <= upTo)
      .sort((one, other) => one.position - other.position);
  }

  /** All entries from this position on have this number or a larger one; undefined if there is no entry there. */
  async firstNumberFrom(position: number): Promise<number | undefined> {
    const [next] = await this.after(position - 1, position, 1);
    if (!next) return undefined;
    // Entries of transactions that were open for long have a later position than their number suggests.
    const late = await this.database.row<{ seq: number | null }>(
      'SELECT MIN(seq) AS seq FROM event_run WHERE seq > ? AND seq < ? AND position > ?',
      [next.seq - LARGEST_DELAY, next.seq, position],
    );
    return Math.min(next.seq, Number(late?.seq ?? Infinity));
  }

  /** The positions of existing entries by their numbers. Entries without a position are missing. */
  async ofNumbers(numbers: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return new Map((await this.placedAmong(numbers)).map(({ seq, position }) => [seq, position]));
  }

  /** The position of the first entry that was sequenced at this time or later; undefined if there is none. */
  async firstSince(moment: Date): Promise<number | undefined> {
    // Positions increase with time, so the first one is found by halving, without an index on the time.
    let [low, high] = [1, (await this.newest()) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const run = await this.runAt(middle);
      if (run && run.at < moment) low = middle + 1;
      else high = middle;
    }
    return (await this.runAt(low)) && low;
  }

  /** The seconds since the entry at this position was sequenced. */
  async ageInSeconds(position: number): Promise<number> {
    const run = await this.runAt(position);
    return run ? Math.max(0, run.age) : 0;
  }

  private async runAt(position: number): Promise<{ at: Date; age: number } | undefined> {
    const row = await this.database.row<{ at: Date; last: number; age: number }>(
      `SELECT at, position + length - 1 AS last, TIMESTAMPDIFF(MICROSECOND, at, UTC_TIMESTAMP(3)) / 1000000 AS age
       FROM event_run WHERE position = (SELECT MAX(position) FROM event_run WHERE position <= ?)`,
      [position],
    );
    return row && Number(row.last) >= position ? { at: row.at, age: Number(row.age) } : undefined;
  }

  private async placed(from: string, values: readonly SqlValue[]): Promise<Placed[]> {
    const rows = await this.database.rows<{ seq: number }>(`SELECT seq FROM ${from}`, values);
    return this.placedAmong(rows.map(({ seq }) => Number(seq)));
  }

  private async placedAmong(numbers: readonly number[]): Promise<Placed[]> {
    const sorted = [...numbers].sort((one, other) => one - other);
    const runs = await this.lastRunsUpTo(sorted);
    let at = 0;
    return sorted.flatMap((seq) => {
      while ((runs[at + 1]?.seq ?? Infinity) <= seq) at++;
      const run = runs[at];
      // An entry before the first run or after the end of its run has no position yet.
      if (!run || seq < run.seq || seq >= run.seq + run.length) return [];
      return [{ seq, position: run.position + seq - run.seq }];
    });
  }

  /** The last run that begins at or before each number. A join with the runs would read all of them for each entry. */
  private async lastRunsUpTo(numbers: readonly number[]): Promise<RunRow[]> {
    const runs = new Map<number, RunRow>();
    for (let at = 0; at < numbers.length; at += LARGEST_GROUP) {
      const { padded } = placeholders(numbers.slice(at, at + LARGEST_GROUP));
      const found = await this.database.rows<RunRow>(
        `SELECT position, seq, length FROM event_run WHERE seq IN (${padded.map(() => LAST_NUMBER).join(', ')})`,
        padded,
      );
      for (const { position, seq, length } of found)
        runs.set(Number(seq), { position: Number(position), seq: Number(seq), length: Number(length) });
    }
    return [...runs.values()].sort((one, other) => one.seq - other.seq);
  }
}
