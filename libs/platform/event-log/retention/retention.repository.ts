import { Injectable, Logger } from '@nestjs/common';
import { firstIdAt, idToBytes, momentOf } from '@platform/ids/ids';
import { Database, placeholders } from '@platform/persistence/database';
import { Table } from '@platform/persistence/table';
import { EventEntity } from '../entries/event.entity';
import { VOID } from '../entries/event-log.repository';
import { leafHashOf } from '../entries/leaf.rule';
import { LeafHashes } from '../positions/leaf-hashes';
import { PositionRepository } from '../positions/position.repository';
import type { Range } from '../sequencer/gaps.rule';
import { ContentsRemoved } from './contents-removed';
import '../event-log.migration';

type PublishRemoval = (type: string, positions: readonly number[]) => Promise<void>;

/** Rows are removed in pieces of this size, so that transactions stay short. */
const PIECE = 500;
/** A consumer that is not defined and that no process has held for this time counts as removed. */
const ABANDONED_DAYS = 30;

/** Removes the contents of old events. Their positions and leaf hashes stay in `event_run`. */
@Injectable()
export class RetentionRepository {
  private readonly logger = new Logger('EventLog');
  private readonly entries: Table<EventEntity>;

  constructor(
    private readonly database: Database,
    private readonly positions: PositionRepository,
    private readonly hashes: LeafHashes,
  ) {
    this.entries = new Table(database, EventEntity);
  }

  /** The types whose contents can be removed. */
  async types(): Promise<string[]> {
    const rows = await this.database.rows<{ type: string }>('SELECT DISTINCT type FROM event_log');
    return rows.map(({ type }) => type).filter((type) => type !== VOID && type !== ContentsRemoved.type);
  }

  /**
   * The position up to which each consumer has handled all events, including those of its stopped subjects. Consumers
   * that are not defined are left out if no process has held them for a long time.
   */
  async handledPositions(defined: readonly string[]): Promise<number[]> {
    const rows = await this.database.rows<{ name: string; position: number; stopped: number | null; isHeld: number }>(
      `SELECT name, MIN(position) AS position,
         (SELECT MIN(position) FROM event_stop WHERE consumer = event_consumer.name) AS stopped,
         MAX(until) > UTC_TIMESTAMP(3) - INTERVAL ${ABANDONED_DAYS} DAY AS isHeld
       FROM event_consumer GROUP BY name`,
    );
    return rows
      .filter(({ name, isHeld }) => Number(isHeld) === 1 || defined.includes(name))
      .map(({ position, stopped }) => Math.min(Number(position), stopped === null ? Infinity : Number(stopped) - 1));
  }

  /** All entries with a smaller number have a position up to this one. */
  async numberAfter(position: number): Promise<number> {
    const [next] = await this.positions.after(position, position + 1, 1);
    const later = await this.database.row<{ seq: number | null }>(
      'SELECT MIN(seq) AS seq FROM event_run WHERE position > ?',
      [position],
    );
    const row = await this.database.row<{ highWater: number; gaps: string }>(
      'SELECT high_water AS highWater, gaps FROM event_sequence WHERE id = 1',
    );
    const gaps = JSON.parse(row?.gaps ?? '[]') as Range[];
    const unsequenced = [...gaps.map(([from]) => from), Number(row?.highWater ?? 0) + 1];
    return Math.min(next?.seq ?? Infinity, Number(later?.seq ?? Infinity), ...unsequenced);
  }

  /**
   * Removes up to one piece of the events of a type from before a time, and publishes which ones. An event that was
   * altered stays, as evidence. Returns true if there may be more.
   */
  async removePiece(type: string, before: Date, belowNumber: number, publish: PublishRemoval): Promise<boolean> {
    const found = await this.entries.select(`WHERE type = ? AND id < ? AND seq < ? ORDER BY id LIMIT ${PIECE}`, [
      type,
      firstIdAt(before),
      belowNumber,
    ]);
    const positions = await this.positions.ofNumbers(found.map(({ seq }) => seq));
    const hashes = await this.hashes.at([...positions.values()]);
    const rows = found.filter((row) => hashes.get(positions.get(row.seq) ?? 0)?.equals(leafHashOf(row)));
    if (rows.length < found.length)
      this.logger.error(
        `${found.length - rows.length} events of the type ${type} were altered, so they are not removed: run \`userkeep audit verify\`.`,
      );
    if (rows.length === 0) return false;
    await this.database.transactions.run(async () => {
      const numbers = placeholders(rows.map(({ seq }) => seq));
      await this.database.write(`DELETE FROM event_log WHERE seq IN (${numbers.marks})`, numbers.padded);
      for (const { id, otherSubjects } of rows) {
        for (const subject of otherSubjects ?? [])
          await this.database.write('DELETE FROM event_subject WHERE user_id = ? AND event_id = ?', [
            idToBytes(subject),
            idToBytes(id),
          ]);
      }
      await this.database.write(
        'INSERT INTO event_removal (type, until) VALUES (?, ?) ON DUPLICATE KEY UPDATE until = GREATEST(until, VALUES(until))',
        [type, momentOf(rows.at(-1)?.id ?? '')],
      );
      await publish(
        type,
        rows.map(({ seq }) => positions.get(seq) ?? 0),
      );
    });
    return found.length === PIECE;
  }

  /** The time of the newest event of each type whose contents were removed. */
  async removedUntil(types: readonly string[]): Promise<Map<string, Date>> {
    const { marks, padded } = placeholders(types);
    const rows = await this.database.rows<{ type: string; until: Date }>(
      `SELECT type, until FROM event_removal WHERE type IN (${marks})`,
      padded,
    );
    return new Map(rows.map(({ type, until }) => [type, until]));
  }

  /** Removes claimed numbers after a day, when no transaction that had one of them can still be open. */
  async removeVoidPiece(): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `DELETE FROM event_log WHERE type = '${VOID}' AND at < UTC_TIMESTAMP(3) - INTERVAL 1 DAY LIMIT ${PIECE}`,
    );
    return affectedRows === PIECE;
  }
}
