import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';

export interface StoredTotp {
  readonly secretSealed: Buffer;
  /** The step of the last code that was used. */
  readonly lastStep: number;
  readonly confirmedAt: Date | null;
}

@Injectable()
export class TotpRepository {
  private readonly rows: RowsByKey<Row>;

  constructor(private readonly database: Database) {
    this.rows = new RowsByKey(
      database,
      'SELECT user_id, secret_sealed, last_step, confirmed_at FROM auth_totp WHERE user_id IN (?)',
      (row) => row.user_id,
    );
  }

  async find(userId: string): Promise<StoredTotp | undefined> {
    const row = await this.rows.toChangeFirst(idToBytes(userId));
    return row && { secretSealed: row.secret_sealed, lastStep: row.last_step, confirmedAt: row.confirmed_at };
  }

  /** In place of one that was never confirmed; false when there is one that was. */
  async begin(userId: string, secretSealed: Buffer): Promise<boolean> {
    const id = idToBytes(userId);
    await this.database.write('DELETE FROM auth_totp WHERE user_id = ? AND confirmed_at IS NULL', [id]);
    const { affectedRows } = await this.database.write(
      `INSERT IGNORE INTO auth_totp (user_id, secret_sealed, last_step, created_at) VALUES (?, ?, 0, UTC_TIMESTAMP(3))`,
      [id, secretSealed],
    );
    return affectedRows === 1;
  }

  /** Returns true for exactly one caller: using the code of a step also invalidates the codes of earlier steps. */
  async useStep(userId: string, step: number): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE auth_totp SET last_step = ? WHERE user_id = ? AND last_step < ?',
      [step, idToBytes(userId), step],
    );
    return affectedRows === 1;
  }

  /** False when it had been before. */
  async confirm(userId: string): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE auth_totp SET confirmed_at = UTC_TIMESTAMP(3) WHERE user_id = ? AND confirmed_at IS NULL',
      [idToBytes(userId)],
    );
    return affectedRows === 1;
  }

  /** Those that were begun and never counted. */
  async removeUnconfirmed(olderThanDays: number): Promise<number> {
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_totp WHERE confirmed_at IS NULL AND created_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY LIMIT 1000',
      [olderThanDays],
    );
    return affectedRows;
  }

  /** Returns false if no completed setup existed. */
  async remove(userId: string): Promise<boolean> {
    const id = idToBytes(userId);
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_totp WHERE user_id = ? AND confirmed_at IS NOT NULL',
      [id],
    );
    await this.database.write('DELETE FROM auth_totp WHERE user_id = ?', [id]);
    return affectedRows === 1;
  }
}

interface Row {
  user_id: Buffer;
  secret_sealed: Buffer;
  last_step: number;
  confirmed_at: Date | null;
}
