import { Injectable } from '@nestjs/common';
import { KeysDatabase } from '../keys-database/keys-database';
import { PURPOSES, type KeyState, type Purpose } from './ring-key';

/** A ring key as it is stored. Retired keys have no material. */
export interface StoredRingKey {
  readonly id: string;
  readonly purpose: Purpose;
  readonly sequence: number;
  readonly state: KeyState;
  readonly wrapped: Buffer | null;
  readonly masterId: string;
  readonly createdAt: Date;
  readonly retiringAt: Date | null;
}

export type NewRingKey = Pick<StoredRingKey, 'id' | 'purpose' | 'sequence' | 'state' | 'masterId'> & {
  readonly wrapped: Buffer;
};

const COLUMNS =
  'id, purpose, sequence, state, wrapped, master_id AS masterId, created_at AS createdAt, retiring_at AS retiringAt';

export const RING_KEY_TABLE = 'ring_key';
/** For backups, which read the keys database before the product can open it. */
export const MASTER_KEY_IDS = 'SELECT DISTINCT master_id AS id FROM ring_key WHERE wrapped IS NOT NULL ORDER BY id';

@Injectable()
export class RingKeyRepository {
  constructor(private readonly database: KeysDatabase) {}

  /** Returns the keys, newest first, without those whose purpose only a newer version knows. */
  async all(): Promise<readonly StoredRingKey[]> {
    const { marks, values } = inList(PURPOSES);
    return this.database.rows<StoredRingKey>(
      `SELECT ${COLUMNS} FROM ring_key WHERE purpose IN (${marks}) ORDER BY purpose, sequence DESC`,
      values,
    );
  }

  /** Has no effect if another node has already created the key with this sequence number. */
  async add(key: NewRingKey): Promise<void> {
    await this.database.write(
      `INSERT IGNORE INTO ring_key (id, purpose, sequence, state, wrapped, master_id, created_at, active_at)
       VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), IF(? = 'active', UTC_TIMESTAMP(3), NULL))`,
      [key.id, key.purpose, key.sequence, key.state, key.wrapped, key.masterId, key.state],
    );
  }

  /** Makes the pending key active and the active key retiring. Has no effect if another node has already done this. */
  async activate(purpose: Purpose, id: string): Promise<void> {
    await this.database.transactions.run(async () => {
      // The lock runs activations one after another, because neither of two would see the uncommitted changes of the
      // other.
      await this.database.rows('SELECT id FROM ring_key WHERE purpose = ? FOR UPDATE', [purpose]);
      const { affectedRows } = await this.database.write(
        "UPDATE ring_key SET state = 'active', active_at = UTC_TIMESTAMP(3) WHERE id = ? AND state = 'pending'",
        [id],
      );
      if (affectedRows === 0) return;
      await this.database.write(
        "UPDATE ring_key SET state = 'retiring', retiring_at = UTC_TIMESTAMP(3) WHERE purpose = ? AND state = 'active' AND id <> ?",
        [purpose, id],
      );
    });
  }

  /**
   * Deletes the key material unless a user's key is still wrapped with it. The row lock waits for concurrent inserts
   * that wrap with this key, so that the count is complete.
   */
  async retire(id: string): Promise<{ readonly userKeys: number }> {
    return this.database.transactions.run(async () => {
      await this.database.rows('SELECT id FROM ring_key WHERE id = ? FOR UPDATE', [id]);
      const row = await this.database.row<{ n: number }>('SELECT COUNT(*) AS n FROM user_key WHERE wrapped_by = ?', [
        id,
      ]);
      const userKeys = Number(row?.n);
      if (userKeys === 0) {
        await this.database.write(
          "UPDATE ring_key SET state = 'retired', wrapped = NULL, retired_at = UTC_TIMESTAMP(3) WHERE id = ? AND state = 'retiring'",
          [id],
        );
      }
      return { userKeys };
    });
  }

  /** Returns false if the key has been wrapped again in the meantime. */
  async reseal(id: string, formerMasterId: string, wrapped: Buffer, masterId: string): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE ring_key SET wrapped = ?, master_id = ? WHERE id = ? AND master_id = ? AND wrapped IS NOT NULL',
      [wrapped, masterId, id, formerMasterId],
    );
    return affectedRows === 1;
  }
}

function inList(purposes: readonly string[]) {
  return { marks: purposes.map(() => '?').join(', '), values: [...purposes] };
}
