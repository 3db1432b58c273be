import { Database } from '@platform/persistence/database';
import type { Range } from '../sequencer/gaps.rule';
import { EventLogRepository, VOID, type EventEntry } from '../entries/event-log.repository';
import { recordOf } from '../entries/leaf.rule';
import { NumberSet } from './number-set';
import '../event-log.migration';

/** What the database has at one position. Nothing of it is trusted: it is read to be verified. */
export interface LogRecord {
  readonly position: number;
  /** The leaf hash that was stored with the position; undefined if it is missing. */
  readonly hash: Buffer | undefined;
  /** Undefined if there are no contents. */
  readonly record: Buffer | undefined;
}

/** An entry that no position leads to. */
export interface UnplacedRecord {
  readonly seq: number;
  /** It will get a position. Otherwise, its number was passed over, and the entry was not there. */
  readonly isPending: boolean;
  readonly record: Buffer;
}

const HASH_BYTES = 32;
const RUNS_AT_ONCE = 64;
const ROWS_AT_ONCE = 1000;
const NUMBERS_AT_ONCE = 10_000;
/** In place of a record that cannot be read. It has the hash of no entry. */
const UNREADABLE = Buffer.from('unreadable');

interface RunRow {
  position: number;
  seq: number;
  length: number;
  hashes: Buffer;
}

/** Reads the whole log as it is stored, in order, once. */
export class LogRecords {
  /** The numbers that have a position. */
  private readonly placed = new NumberSet();

  constructor(
    private readonly database: Database,
    private readonly log: EventLogRepository,
  ) {}

  async *all(): AsyncGenerator<LogRecord> {
    let after = -1;
    for (;;) {
      const runs = await this.database.rows<RunRow>(
        `SELECT position, seq, length, hashes FROM event_run WHERE position > ? ORDER BY position LIMIT ${RUNS_AT_ONCE}`,
        [after],
      );
      const last = runs.at(-1);
      if (!last) return;
      after = Number(last.position);
      const group: { position: number; seq: number; hash: Buffer | undefined }[] = [];
      for (const { position, seq, length, hashes } of runs) {
        for (let at = 0; at < Number(length); at++) {
          const hash = hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
          group.push({
            position: Number(position) + at,
            seq: Number(seq) + at,
            hash: hash.length === HASH_BYTES ? hash : undefined,
          });
          if (group.length === ROWS_AT_ONCE) yield* this.withRecords(group.splice(0));
        }
      }
      yield* this.withRecords(group);
    }
  }

  /** The entries without a position. Call it after `all`, so that it sees why contents were missing there. */
  async *unplaced(): AsyncGenerator<UnplacedRecord> {
    const state = await this.database.row<{ highWater: number; gaps: string }>(
      `SELECT high_water AS highWater, gaps FROM event_sequence WHERE id = 1`,
    );
    const gaps = JSON.parse(state?.gaps ?? '[]') as Range[];
    const isPending = (seq: number) =>
      seq > Number(state?.highWater ?? 0) || gaps.some(([from, to]) => from <= seq && seq <= to);
    // Not by ranges of numbers, because someone could have stored an entry with an immense one.
    for (let after: number | undefined = 0; after !== undefined;) {
      const rows: { seq: number; type: string }[] = await this.database.rows(
        `SELECT seq, type FROM event_log WHERE seq > ? ORDER BY seq LIMIT ${NUMBERS_AT_ONCE}`,
        [after],
      );
      after = rows.length === NUMBERS_AT_ONCE ? Number(rows.at(-1)?.seq) : undefined;
      const numbers = rows
        .filter(({ type }) => type !== VOID)
        .map(({ seq }) => Number(seq))
        .filter((seq) => !this.placed.has(seq));
      for (const entry of await this.log.withNumbers(numbers))
        yield { seq: entry.seq, isPending: isPending(entry.seq), record: readable(entry) };
    }
  }

  private async *withRecords(
    group: readonly { position: number; seq: number; hash: Buffer | undefined }[],
  ): AsyncGenerator<LogRecord> {
    const entries = await this.log.withNumbers(group.map(({ seq }) => seq));
    for (const { seq } of group) this.placed.add(seq);
    const byNumber = new Map(entries.map((entry) => [entry.seq, entry]));
    for (const { position, seq, hash } of group) {
      const entry = byNumber.get(seq);
      yield { position, hash, record: entry && readable(entry) };
    }
  }
}

function readable(entry: EventEntry): Buffer {
  try {
    return recordOf(entry);
  } catch {
    return UNREADABLE;
  }
}
