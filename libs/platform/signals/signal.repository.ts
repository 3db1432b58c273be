import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import './signals.tables';

export interface SignalRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
}

export interface Poll {
  /** The database's time when the look began: everything committed before it was seen. */
  readonly at: Date;
  readonly signals: readonly SignalRow[];
}

const KEEP = 'INTERVAL 1 HOUR';
const PURGE_BATCH = 5000;

@Injectable()
export class SignalRepository {
  constructor(private readonly database: Database) {}

  async add({ id, topic, key }: SignalRow): Promise<void> {
    await this.database.insertLate(
      'INSERT INTO platform_signal (id, topic, subject, sent_at) VALUES',
      '(?, ?, ?, UTC_TIMESTAMP(3))',
      [idToBytes(id), topic, key],
    );
  }

  /**
   * What was sent since a moment, less the overlap. The earlier of that moment and now counts: after a fail-over
   * the clock may be behind the one that gave it.
   */
  async since(moment: Date, overlapSeconds: number): Promise<Poll> {
    const rows = await this.database.rows<{ now: Date; id: Buffer | null; topic: string; subject: string }>(
      `SELECT UTC_TIMESTAMP(3) AS now, s.id, s.topic, s.subject FROM (SELECT 1 AS one) AS one_row
       LEFT JOIN platform_signal s ON s.sent_at > LEAST(CAST(? AS DATETIME(3)), UTC_TIMESTAMP(3)) - INTERVAL ? SECOND
       ORDER BY s.sent_at`,
      [moment, overlapSeconds],
    );
    const signals = rows.flatMap(({ id, topic, subject }) =>
      id ? [{ id: idFromBytes(id), topic, key: subject }] : [],
    );
    return { at: rows[0]?.now ?? moment, signals };
  }

  async now(): Promise<Date> {
    const row = await this.database.row<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
    return row?.now ?? new Date();
  }

  /** The sign of life of one node. */
  async beat(node: string, polledAt: Date): Promise<void> {
    await this.database.write(
      `INSERT INTO platform_node (id, started_at, seen_at, polled_at)
       VALUES (?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), ?)
       ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at), polled_at = VALUES(polled_at)`,
      [idToBytes(node), polledAt],
    );
  }

  async leave(node: string): Promise<void> {
    await this.database.write('DELETE FROM platform_node WHERE id = ?', [idToBytes(node)]);
  }

  /** How many other live nodes have not looked since a moment. */
  async behind(node: string, moment: Date, liveSeconds: number): Promise<number> {
    const row = await this.database.row<{ nodes: number }>(
      `SELECT COUNT(*) AS nodes FROM platform_node
       WHERE id <> ? AND polled_at <= ? AND seen_at > UTC_TIMESTAMP(3) - INTERVAL ? SECOND`,
      [idToBytes(node), moment, liveSeconds],
    );
    return Number(row?.nodes ?? 0);
  }

  /** Never what a node has yet to see: one that was cut off finds its news when it returns, for a day. */
  async purge(): Promise<void> {
    await this.database.write('DELETE FROM platform_node WHERE seen_at < UTC_TIMESTAMP(3) - INTERVAL 1 DAY');
    const row = await this.database.row<{ before: Date }>(
      `SELECT COALESCE(LEAST(MIN(polled_at), UTC_TIMESTAMP(3)), UTC_TIMESTAMP(3)) - ${KEEP} AS \`before\`
       FROM platform_node`,
    );
    if (!row) return;
    for (let removed = PURGE_BATCH; removed === PURGE_BATCH;) {
      const result = await this.database.write(
        `DELETE FROM platform_signal WHERE sent_at < ? ORDER BY sent_at LIMIT ${PURGE_BATCH}`,
        [row.before],
      );
      removed = result.affectedRows;
    }
  }
}
