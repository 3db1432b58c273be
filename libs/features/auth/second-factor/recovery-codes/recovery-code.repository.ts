import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { RecoveryCodeEntity } from './recovery-code.entity';

export interface RecoveryCodeCount {
  readonly left: number;
  readonly createdAt: Date | null;
}

@Injectable()
export class RecoveryCodeRepository {
  private readonly codes: Table<RecoveryCodeEntity>;

  constructor(private readonly database: Database) {
    this.codes = new Table(database, RecoveryCodeEntity);
  }

  async replace(userId: UserId, hashes: readonly Buffer[]): Promise<void> {
    await this.remove(userId);
    for (const codeHash of hashes) await this.codes.insert({ userId, codeHash, createdAt: NOW });
  }

  /** Returns true for exactly one caller. */
  async use(userId: UserId, hash: Buffer): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE auth_recovery_code SET used_at = UTC_TIMESTAMP(3) WHERE user_id = ? AND code_hash = ? AND used_at IS NULL',
      [idToBytes(userId), hash],
    );
    return affectedRows === 1;
  }

  async count(userId: UserId): Promise<RecoveryCodeCount> {
    const row = await this.database.row<{ remaining: number; created_at: Date | null }>(
      `SELECT COALESCE(SUM(used_at IS NULL), 0) AS remaining, MAX(created_at) AS created_at
       FROM auth_recovery_code WHERE user_id = ?`,
      [idToBytes(userId)],
    );
    return { left: Number(row?.remaining ?? 0), createdAt: row?.created_at ?? null };
  }

  async remove(userId: UserId): Promise<void> {
    await this.database.write('DELETE FROM auth_recovery_code WHERE user_id = ?', [idToBytes(userId)]);
  }
}
