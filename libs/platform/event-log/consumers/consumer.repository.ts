import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import '../event-log.migration';

/** One part of a consumer, as stored. */
export interface PartRow {
  readonly name: string;
  readonly part: number;
  /** All events up to here are handled, or their subjects are stopped. */
  readonly position: number;
  readonly fence: number;
  readonly holder: string;
  readonly isFree: boolean;
  /** How long no process has held it; 0 while one does. */
  readonly freeSeconds: number;
}

/** The right of one process to handle the events of a part. */
export interface PartitionLease {
  readonly part: number;
  readonly fence: number;
  readonly position: number;
}

const UNTIL = 'UTC_TIMESTAMP(3) + INTERVAL ? SECOND';

@Injectable()
export class ConsumerRepository {
  constructor(private readonly database: Database) {}

  async insertMissing(name: string, parts: number, position: number): Promise<void> {
    const rows = Array.from({ length: parts }, (_, part) => [name, part, position]);
    await this.database.write(
      `INSERT IGNORE INTO event_consumer (name, part, position, holder, fence, until)
       VALUES ${rows.map(() => "(?, ?, ?, '', 0, UTC_TIMESTAMP(3))").join(', ')}`,
      rows.flat(),
    );
  }

  async parts(names: readonly string[]): Promise<PartRow[]> {
    if (names.length === 0) return [];
    const { marks, padded } = placeholders(names);
    const rows = await this.database.rows<Omit<PartRow, 'isFree'> & { isFree: number }>(
      `SELECT name, part, position, fence, holder, until <= UTC_TIMESTAMP(3) AS isFree,
         GREATEST(0, TIMESTAMPDIFF(SECOND, until, UTC_TIMESTAMP(3))) AS freeSeconds
       FROM event_consumer WHERE name IN (${marks}) ORDER BY name, part`,
      padded,
    );
    return rows.map((row) => ({
      ...row,
      part: Number(row.part),
      position: Number(row.position),
      fence: Number(row.fence),
      isFree: Number(row.isFree) === 1,
      freeSeconds: Number(row.freeSeconds),
    }));
  }

  /** Returns undefined while another process holds the part. A process can take its own part again. */
  async take(name: string, part: number, holder: string, seconds: number): Promise<PartitionLease | undefined> {
    const taken = await this.database.write(
      `UPDATE event_consumer SET holder = ?, fence = fence + 1, until = ${UNTIL}
       WHERE name = ? AND part = ? AND (until <= UTC_TIMESTAMP(3) OR holder = ?)`,
      [holder, seconds, name, part, holder],
    );
    if (taken.affectedRows === 0) return undefined;
    const row = await this.database.row<{ position: number; fence: number }>(
      'SELECT position, fence FROM event_consumer WHERE name = ? AND part = ? AND holder = ?',
      [name, part, holder],
    );
    return row && { part, position: Number(row.position), fence: Number(row.fence) };
  }

  /** Extends all leases of this process that no other process has taken over. */
  async extend(holder: string, seconds: number): Promise<void> {
    await this.database.write(`UPDATE event_consumer SET until = ${UNTIL} WHERE holder = ?`, [seconds, holder]);
  }

  async release(name: string, { part, fence }: Omit<PartitionLease, 'position'>): Promise<void> {
    await this.database.write(
      `UPDATE event_consumer SET holder = '', until = UTC_TIMESTAMP(3) WHERE name = ? AND part = ? AND fence = ?`,
      [name, part, fence],
    );
  }

  /** Moves the parts forward to a position. Returns false if another process has taken over one of them. */
  async moveTo(name: string, parts: readonly Omit<PartitionLease, 'position'>[], position: number): Promise<boolean> {
    const { marks, padded } = placeholders(parts.map(({ part, fence }) => `${part}:${fence}`));
    const moved = await this.database.write(
      `UPDATE event_consumer SET position = ? WHERE name = ? AND CONCAT(part, ':', fence) IN (${marks}) AND position <= ?`,
      [position, name, ...padded, position],
    );
    return moved.affectedRows === parts.length;
  }

  /**
   * Moves a consumer back to a position: it handles all later events again. Parts that are not that far stay where they
   * are. Processes that hold the parts lose them, so that they do not save an older state.
   */
  async rewind(name: string, position: number): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE event_consumer SET position = LEAST(position, ?), fence = fence + 1, holder = '', until = UTC_TIMESTAMP(3) WHERE name = ?`,
      [position, name],
    );
    return affectedRows > 0;
  }
}
