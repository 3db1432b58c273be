import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { idToBytes } from '@platform/persistence/ids';

interface Attempts {
  readonly key: Buffer;
  readonly attempts: number;
}

@Injectable()
export class AttemptRepository {
  constructor(private readonly database: Database) {}

  /**
   * Counts the attempt before it is made, so that parallel guesses are all counted, and returns its number in each
   * bucket. The rows stay locked until the transaction ends. Owed attempts are returned first.
   */
  async count(buckets: readonly { key: Buffer; seconds: number }[], owed: readonly Attempts[]): Promise<number[]> {
    // All transactions lock the rows in the same order, to avoid deadlocks.
    const sorted = [...buckets].sort((a, b) => a.key.compare(b.key));
    const rows = sorted.map(() => '(?, 1, UTC_TIMESTAMP(3) + INTERVAL ? SECOND)').join(', ');
    const marks = sorted.map(() => '?').join(', ');
    const answers = await this.database.transactions.together([
      ...[...owed].sort((a, b) => a.key.compare(b.key)).map(subtraction),
      {
        sql: `INSERT INTO auth_attempt (bucket, attempts, ends_at) VALUES ${rows}
          ON DUPLICATE KEY UPDATE
            attempts = IF(ends_at <= UTC_TIMESTAMP(3), 1, attempts + 1),
            ends_at = IF(ends_at <= UTC_TIMESTAMP(3), VALUES(ends_at), ends_at)`,
        values: sorted.flatMap(({ key, seconds }) => [key, seconds]),
      },
      {
        sql: `SELECT bucket, attempts FROM auth_attempt WHERE bucket IN (${marks})`,
        values: sorted.map(({ key }) => key),
      },
    ]);
    const numbers = new Map(
      (answers.at(-1) as { bucket: Buffer; attempts: number }[]).map((row) => [
        row.bucket.toString('hex'),
        row.attempts,
      ]),
    );
    return buckets.map(({ key }) => numbers.get(key.toString('hex')) ?? 1);
  }

  async secondsLeft(bucket: Buffer): Promise<number> {
    const row = await this.database.row<{ seconds: number }>(
      'SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), ends_at) AS seconds FROM auth_attempt WHERE bucket = ?',
      [bucket],
    );
    return Math.max(1, Number(row?.seconds ?? 1));
  }

  async clear(keys: readonly Buffer[]): Promise<void> {
    if (keys.length === 0) return;
    const { marks, padded } = placeholders(keys);
    await this.database.writeDeferred(`DELETE FROM auth_attempt WHERE bucket IN (${marks})`, padded);
  }

  /** One attempt in each of these buckets. */
  async takeBackOne(keys: readonly Buffer[]): Promise<void> {
    if (keys.length === 0) return;
    const { marks, padded } = placeholders(keys);
    await this.database.writeDeferred(
      `UPDATE auth_attempt SET attempts = GREATEST(attempts, 1) - 1 WHERE bucket IN (${marks})`,
      padded,
    );
  }

  async takeBack(owed: readonly Attempts[]): Promise<void> {
    for (const { sql, values } of owed.map(subtraction)) await this.database.writeDeferred(sql, values);
  }

  async removeOld(): Promise<number> {
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_attempt WHERE ends_at < UTC_TIMESTAMP(3) LIMIT 1000',
    );
    return affectedRows;
  }

  async isKnownNetwork(userId: string, networkHash: Buffer): Promise<boolean> {
    const row = await this.database.row('SELECT 1 FROM auth_known_network WHERE user_id = ? AND network_hash = ?', [
      idToBytes(userId),
      networkHash,
    ]);
    return row !== undefined;
  }

  async rememberNetwork(userId: string, networkHash: Buffer): Promise<void> {
    await this.database.writeDeferred(
      `INSERT INTO auth_known_network (user_id, network_hash, seen_at) VALUES (?, ?, UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at)`,
      [idToBytes(userId), networkHash],
    );
  }

  async forgetNetworks(days: number): Promise<number> {
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_known_network WHERE seen_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY LIMIT 1000',
      [days],
    );
    return affectedRows;
  }

  async knownNetworksOf(userId: string): Promise<Date[]> {
    const rows = await this.database.rows<{ seen_at: Date }>(
      'SELECT seen_at FROM auth_known_network WHERE user_id = ?',
      [idToBytes(userId)],
    );
    return rows.map((row) => row.seen_at);
  }

  async forgetNetworksOf(userId: string): Promise<void> {
    await this.database.write('DELETE FROM auth_known_network WHERE user_id = ?', [idToBytes(userId)]);
  }
}

function subtraction({ key, attempts }: Attempts) {
  return {
    sql: 'UPDATE auth_attempt SET attempts = GREATEST(attempts, ?) - ? WHERE bucket = ?',
    values: [attempts, attempts, key],
  };
}
