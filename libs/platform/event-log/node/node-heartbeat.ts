import { Injectable } from '@nestjs/common';
import { newId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import '../event-log.migration';

const EXPIRED_SECONDS = 3600;

/** The row of this process. Its writes show the other processes that this process is running. */
@Injectable()
export class NodeHeartbeat {
  readonly id = newId();

  constructor(private readonly database: Database) {}

  /**
   * Commits the position that this process has read. The commit flushes the log of the database up to it, so everything
   * that the process had read before is durable after it.
   */
  async flush(position: number): Promise<void> {
    await this.database.write(
      `INSERT INTO event_node (id, seen_at, position) VALUES (?, UTC_TIMESTAMP(3), ?)
       ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at), position = VALUES(position)`,
      [this.id, position],
    );
  }

  /** The same for a process that only reads the log: it does not count as one that handles events. */
  async flushRead(position: number): Promise<void> {
    await this.database.write(
      `INSERT INTO event_node (id, seen_at, position) VALUES (?, UTC_TIMESTAMP(3) - INTERVAL 1 YEAR, ?)
       ON DUPLICATE KEY UPDATE position = VALUES(position)`,
      [this.id, position],
    );
  }

  /** The number of processes with a heartbeat within this time, at least this one. */
  async countNodes(withinSeconds: number): Promise<number> {
    const row = await this.database.row<{ nodes: number }>(
      'SELECT COUNT(*) AS nodes FROM event_node WHERE seen_at > UTC_TIMESTAMP(3) - INTERVAL ? SECOND',
      [withinSeconds],
    );
    return Math.max(1, Number(row?.nodes));
  }

  async leave(): Promise<void> {
    await this.database.write('DELETE FROM event_node WHERE id = ? OR seen_at < UTC_TIMESTAMP(3) - INTERVAL ? SECOND', [
      this.id,
      EXPIRED_SECONDS,
    ]);
  }
}
