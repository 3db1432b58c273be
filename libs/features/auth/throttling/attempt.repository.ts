import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW, SqlExpression } from '@platform/persistence/entity-table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { AttemptEntity, KnownNetworkEntity } from './attempt.entity';

interface Attempts {
  readonly key: Buffer;
  readonly attempts: number;
}

export interface KnownNetwork {
  /** Whether the user has signed in from it within a day. */
  readonly isRecent: boolean;
}

@Injectable()
export class AttemptRepository {
  private readonly attempts: Table<AttemptEntity>;
  private readonly networks: Table<KnownNetworkEntity>;

  constructor(private readonly database: Database) {
    this.attempts = new Table(database, AttemptEntity);
    this.networks = new Table(database, KnownNetworkEntity);
  }

  /**
   * Counts the attempt before it is made, so that parallel guesses are all counted, and returns its number in each
   * bucket. The rows stay locked until the transaction ends. Owed attempts are subtracted first.
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
    await this.attempts.removeAll('bucket', keys);
  }

  /** Subtracts one attempt from each of these buckets. */
  async decrementEach(keys: readonly Buffer[]): Promise<void> {
    await this.attempts.updateAll('bucket', keys, { attempts: reducedBy(1) });
  }

  async decrement(owed: readonly Attempts[]): Promise<void> {
    // In one transaction, because after a failure all of them are returned again.
    await this.database.transactions.run(async () => {
      for (const { key, attempts } of owed)
        await this.attempts.update({ bucket: key }, { attempts: reducedBy(attempts) });
    });
  }

  /** Returns undefined if the user has not signed in from this network, or not for long. */
  async knownNetwork(userId: UserId, networkHash: Buffer): Promise<KnownNetwork | undefined> {
    const row = await this.database.row<{ isRecent: number }>(
      `SELECT seen_at > UTC_TIMESTAMP(3) - INTERVAL 1 DAY AS isRecent FROM auth_known_network
       WHERE user_id = ? AND network_hash = ?`,
      [idToBytes(userId), networkHash],
    );
    return row && { isRecent: Number(row.isRecent) === 1 };
  }

  async rememberNetwork(userId: UserId, networkHash: Buffer): Promise<void> {
    await this.networks.put({ userId, networkHash, seenAt: NOW });
  }

  async knownNetworksOf(userId: UserId): Promise<Date[]> {
    return (await this.networks.select('WHERE user_id = ?', [idToBytes(userId)])).map(({ seenAt }) => seenAt);
  }

  async forgetNetworksOf(userId: UserId): Promise<void> {
    await this.database.write('DELETE FROM auth_known_network WHERE user_id = ?', [idToBytes(userId)]);
  }
}

function subtraction({ key, attempts }: Attempts) {
  return {
    sql: `UPDATE auth_attempt SET attempts = ${reducedBy(attempts).sql} WHERE bucket = ?`,
    values: [key],
  };
}

function reducedBy(count: number): SqlExpression {
  const attempts = Math.trunc(count);
  return new SqlExpression(`GREATEST(attempts, ${attempts}) - ${attempts}`);
}
