import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import type { WriteResult } from '@platform/persistence/connection-pool';
import { isConflict, isLockedElsewhere } from '@platform/persistence/failures';
import { VOID } from '../entries/event-log.repository';
import type { Range } from './gaps.rule';
import type { Run, Sequence, Unsequenced } from './sequence.rule';
import '../event-log.migration';

/** The lease of the process that assigns positions. */
export interface HeldSequence {
  readonly fence: number;
  readonly sequence: Sequence;
}

const UNTIL = 'UTC_TIMESTAMP(3) + INTERVAL ? SECOND';
const ROW = 'event_sequence WHERE id = 1';
/** A claimed number is stored as a row, so that the transaction that had it can no longer use it. */
const CLAIM = `INSERT IGNORE INTO event_log (seq, id, at, type, version, actor_kind, facts, format, leaf_hash) VALUES`;
const CLAIMED = `(?, REPEAT(CHAR(0), 16), UTC_TIMESTAMP(3), '${VOID}', 0, 'system', '{}', 0, REPEAT(CHAR(0), 32))`;
/** A run is stored only if its transaction has saved the state that contains it. */
const RUN_IF_SAVED =
  'SELECT ?, ?, ?, UTC_TIMESTAMP(3), ? FROM event_sequence WHERE id = 1 AND fence = ? AND position = ? AND high_water = ?';
const LARGEST_GROUP = 64;

interface UnsequencedRow {
  seq: number;
  leaf_hash: Buffer;
  type: string;
  version: number;
}

@Injectable()
export class SequenceRepository {
  constructor(private readonly database: Database) {}

  /** The newest position, and whether no other process is assigning positions at the moment. */
  async look(holder: string): Promise<{ position: number; isFree: boolean }> {
    const row = await this.database.row<{ position: number; free: number }>(
      `SELECT position, until <= UTC_TIMESTAMP(3) OR holder = ? AS free FROM ${ROW}`,
      [holder],
    );
    return { position: Number(row?.position ?? 0), isFree: Number(row?.free) === 1 };
  }

  /** Returns undefined while another process holds the right. A process can take its own right again. */
  async take(holder: string, seconds: number): Promise<HeldSequence | undefined> {
    const taken = await this.database.write(
      `UPDATE event_sequence SET holder = ?, fence = fence + 1, until = ${UNTIL} WHERE id = 1 AND (until <= UTC_TIMESTAMP(3) OR holder = ?)`,
      [holder, seconds, holder],
    );
    return taken.affectedRows === 1 ? this.held(holder) : undefined;
  }

  /** Reads the state again, for example after a commit whose outcome is unknown. */
  async held(holder: string): Promise<HeldSequence | undefined> {
    const row = await this.database.row<{ position: number; highWater: number; gaps: string; fence: number }>(
      `SELECT position, high_water AS highWater, gaps, fence FROM ${ROW} AND holder = ?`,
      [holder],
    );
    if (!row) return undefined;
    const sequence = {
      position: Number(row.position),
      highWater: Number(row.highWater),
      gaps: JSON.parse(row.gaps) as Range[],
    };
    return { fence: Number(row.fence), sequence };
  }

  /** Returns false if another process has taken over. */
  async extend({ fence }: HeldSequence, seconds: number): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE event_sequence SET until = ${UNTIL} WHERE id = 1 AND fence = ?`,
      [seconds, fence],
    );
    return affectedRows === 1;
  }

  async release({ fence }: HeldSequence): Promise<void> {
    await this.database.write('UPDATE event_sequence SET until = UTC_TIMESTAMP(3) WHERE id = 1 AND fence = ?', [fence]);
  }

  /**
   * Reads the rows without a position. It must be one statement, because its rows are consistent with each other: if it
   * sees a change, it also sees every change that was committed before.
   */
  async unsequenced({ highWater, gaps }: Sequence, limit: number): Promise<Unsequenced[]> {
    const columns = 'SELECT seq, leaf_hash, type, version FROM event_log';
    const above = `${columns} WHERE seq > ${highWater} ORDER BY seq LIMIT ${Math.trunc(limit)}`;
    const filled = `${columns} WHERE ${gaps.map(([from, to]) => `seq BETWEEN ${from} AND ${to}`).join(' OR ')}`;
    const rows = await this.read(
      gaps.length === 0 ? above : `(${above}) UNION ALL (${filled} ORDER BY seq LIMIT ${Math.trunc(limit)})`,
    );
    const inGaps = rows.filter(({ seq }) => Number(seq) <= highWater);
    // Without the rest of the gaps, later entries could get a position before them.
    const complete = inGaps.length < limit ? rows : inGaps;
    return complete.map(({ seq, leaf_hash: hash, type, version }) => ({
      seq: Number(seq),
      hash: type === VOID ? undefined : hash,
      type,
      version,
    }));
  }

  /** Not prepared, because the statement contains the gaps. */
  private async read(sql: string): Promise<UnsequencedRow[]> {
    const { pool } = this.database;
    const connection = await pool.acquire();
    try {
      return (await pool.command(connection, sql)) as UnsequencedRow[];
    } finally {
      connection.release();
    }
  }

  /**
   * Stores the next state and its runs. Returns false, and stores nothing, if another process has taken over or an
   * earlier commit with an unknown outcome has changed the state.
   */
  async save({ fence, sequence: before }: HeldSequence, next: Sequence, runs: readonly Run[], seconds: number) {
    const state = {
      sql: `UPDATE event_sequence SET position = ?, high_water = ?, gaps = ?, until = ${UNTIL}
        WHERE id = 1 AND fence = ? AND position = ? AND high_water = ?`,
      values: [
        next.position,
        next.highWater,
        JSON.stringify(next.gaps),
        seconds,
        fence,
        before.position,
        before.highWater,
      ],
    };
    const inserts = inPowersOfTwo(runs).map((group) => ({
      sql: `INSERT INTO event_run (position, seq, length, at, hashes) ${group.map(() => RUN_IF_SAVED).join(' UNION ALL ')}`,
      values: group.flatMap(({ position, seq, length, hashes }) => [
        position,
        seq,
        length,
        hashes,
        fence,
        next.position,
        next.highWater,
      ]),
    }));
    const results = await this.database.transactions.together([state, ...inserts]);
    return (results[0] as WriteResult).affectedRows === 1;
  }

  /**
   * Claims the numbers of a gap, so that no transaction can use them later. Leaves the gap open if a transaction that
   * has not ended holds one of them.
   */
  async claim([from, end]: Range, limit: number): Promise<void> {
    const to = Math.min(end, from + limit - 1);
    const { pool } = this.database;
    const connection = await pool.acquire();
    try {
      const present = (await pool.execute(
        connection,
        'SELECT seq FROM event_log WHERE seq BETWEEN ? AND ? FOR UPDATE NOWAIT',
        [from, to],
      )) as { seq: number }[];
      const taken = new Set(present.map(({ seq }) => Number(seq)));
      const free = Array.from({ length: to - from + 1 }, (_, at) => from + at).filter((seq) => !taken.has(seq));
      if (free.length === 0) return;
      await pool.execute(connection, `${CLAIM} ${free.map(() => CLAIMED).join(', ')}`, free);
    } catch (error) {
      if (!isConflict(error) && !isLockedElsewhere(error)) throw error;
    } finally {
      connection.release();
    }
  }
}

/** Groups of 64, 32 … 1, so that only a few different statements exist. */
function inPowersOfTwo<T>(items: readonly T[]): T[][] {
  const groups: T[][] = [];
  let size = LARGEST_GROUP;
  for (let at = 0; at < items.length; at += size) {
    while (size > items.length - at) size /= 2;
    groups.push(items.slice(at, at + size));
  }
  return groups;
}
