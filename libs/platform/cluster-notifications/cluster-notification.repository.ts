import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/ids/ids';
import './cluster-notifications.tables';

export interface ClusterNotificationRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
}

export interface Poll {
  /** The database's time when the poll began. The poll read everything that was committed before. */
  readonly at: Date;
  readonly notifications: readonly ClusterNotificationRow[];
  /** Whether other nodes waited for this node at that time. */
  readonly isAwaited: boolean;
}

/** Another node and the time of its last heartbeat. */
export interface SeenNode {
  readonly id: string;
  readonly seenAt: Date;
}

const KEEP = 'INTERVAL 1 HOUR';
const PURGE_BATCH = 5000;
const NOT_SUSPECTED = '(n.suspected_beat IS NULL OR n.suspected_beat <> n.seen_at)';
const NOT_EXPELLED = '(n.expelled_beat IS NULL OR n.expelled_beat <> n.seen_at)';

@Injectable()
export class ClusterNotificationRepository {
  constructor(private readonly database: Database) {}

  async add({ id, topic, key }: ClusterNotificationRow): Promise<void> {
    await this.database.defer({
      table: 'platform_cluster_notification',
      sql: 'INSERT INTO platform_cluster_notification (id, topic, subject, sent_at) VALUES',
      row: '(?, ?, ?, UTC_TIMESTAMP(3))',
      values: [idToBytes(id), topic, key],
    });
  }

  /**
   * The notifications since a time, minus the overlap. The earlier of that time and now counts, because after a
   * failover the clock may be behind. The same statement reads whether other nodes wait for this one, so that both are
   * consistent.
   */
  async since(node: string, moment: Date, overlapSeconds: number): Promise<Poll> {
    const rows = await this.database.rows<PollRow>(
      `SELECT UTC_TIMESTAMP(3) AS now, n.id IS NOT NULL AS awaited, s.id, s.topic, s.subject
       FROM (SELECT 1 AS one) AS one_row
       LEFT JOIN platform_node n ON n.id = ? AND ${NOT_SUSPECTED}
       LEFT JOIN platform_cluster_notification s ON s.sent_at > LEAST(CAST(? AS DATETIME(3)), UTC_TIMESTAMP(3)) - INTERVAL ? SECOND
       ORDER BY s.sent_at`,
      [idToBytes(node), moment, overlapSeconds],
    );
    const notifications = rows.flatMap(({ id, topic, subject }) =>
      id ? [{ id: idFromBytes(id), topic, key: subject }] : [],
    );
    return { at: rows[0]?.now ?? moment, notifications, isAwaited: Number(rows[0]?.awaited) === 1 };
  }

  async now(): Promise<Date> {
    const row = await this.database.row<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
    return row?.now ?? new Date();
  }

  /**
   * Records a heartbeat of this node. No two heartbeats have the same time, so that a mark can refer to one of them.
   */
  async recordHeartbeat(node: string, polledAt: Date): Promise<void> {
    await this.database.write(
      `INSERT INTO platform_node (id, started_at, seen_at, polled_at)
       VALUES (?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), ?)
       ON DUPLICATE KEY UPDATE seen_at = GREATEST(VALUES(seen_at), seen_at + INTERVAL 1000 MICROSECOND), polled_at = VALUES(polled_at)`,
      [idToBytes(node), polledAt],
    );
  }

  async leave(node: string): Promise<void> {
    await this.database.write('DELETE FROM platform_node WHERE id = ?', [idToBytes(node)]);
  }

  /** The other nodes that have not polled since this time, except expelled nodes. */
  async behind(node: string, moment: Date): Promise<SeenNode[]> {
    return this.others(node, 'n.polled_at <= ?', moment);
  }

  /** The other nodes without a heartbeat for this time, except expelled nodes. */
  async silent(node: string, seconds: number): Promise<SeenNode[]> {
    return this.others(node, 'n.seen_at < UTC_TIMESTAMP(3) - INTERVAL ? SECOND', seconds);
  }

  /** Returns false if the node has sent another heartbeat in the meantime. */
  async suspect({ id, seenAt }: SeenNode): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE platform_node SET suspected_beat = seen_at WHERE id = ? AND seen_at = ?',
      [idToBytes(id), seenAt],
    );
    return affectedRows === 1;
  }

  /** Applies only while the node is suspected at this heartbeat. */
  async expel({ id, seenAt }: SeenNode): Promise<void> {
    await this.database.write(
      'UPDATE platform_node SET expelled_beat = seen_at WHERE id = ? AND seen_at = ? AND suspected_beat = seen_at',
      [idToBytes(id), seenAt],
    );
  }

  private async others(node: string, condition: string, value: Date | number): Promise<SeenNode[]> {
    const rows = await this.database.rows<{ id: Buffer; seenAt: Date }>(
      `SELECT n.id, n.seen_at AS seenAt FROM platform_node n WHERE n.id <> ? AND ${condition} AND ${NOT_EXPELLED}`,
      [idToBytes(node), value],
    );
    return rows.map(({ id, seenAt }) => ({ id: idFromBytes(id), seenAt }));
  }

  /**
   * Keeps what a registered node has not read yet, so that an isolated node finds its notifications when it returns
   * within a day.
   */
  async purge(): Promise<void> {
    await this.database.write('DELETE FROM platform_node WHERE seen_at < UTC_TIMESTAMP(3) - INTERVAL 1 DAY');
    const row = await this.database.row<{ before: Date }>(
      `SELECT COALESCE(LEAST(MIN(polled_at), UTC_TIMESTAMP(3)), UTC_TIMESTAMP(3)) - ${KEEP} AS \`before\`
       FROM platform_node`,
    );
    if (!row) return;
    for (let removed = PURGE_BATCH; removed === PURGE_BATCH;) {
      const result = await this.database.write(
        `DELETE FROM platform_cluster_notification WHERE sent_at < ? ORDER BY sent_at LIMIT ${PURGE_BATCH}`,
        [row.before],
      );
      removed = result.affectedRows;
    }
  }
}

interface PollRow {
  now: Date;
  awaited: number;
  id: Buffer | null;
  topic: string;
  subject: string;
}
