import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { idFromBytes, idToBytes, type SessionId, type UserId } from '@platform/ids/ids';

const MAX_TRIES = 5;
const WINDOW_HOURS = 1;
const ALIVE = 'token_hash IS NOT NULL AND expires_at > UTC_TIMESTAMP(3)';
/** Invalidates the token but keeps the counters of issued tokens. */
const SPEND = 'token_hash = NULL, code_hash = NULL, payload_sealed = NULL, session_id = NULL';

export interface StoredSecret {
  readonly purpose: string;
  readonly holder: Buffer;
  readonly id: string;
  readonly userId: UserId | null;
  /** The session that requested it, if any. When it ends, the token becomes invalid. */
  readonly sessionId: SessionId | null;
  readonly codeHash: Buffer;
  readonly payloadSealed: Buffer | null;
}

export interface NewSecret extends StoredSecret {
  readonly tokenHash: Buffer;
  readonly minutes: number;
}

@Injectable()
export class OneTimeRepository {
  constructor(private readonly database: Database) {}

  /**
   * The number of tokens issued to these holders in the current hour. The row of the first holder stays locked until
   * the transaction ends.
   */
  async issuedToHeld(purpose: string, holders: readonly Buffer[]): Promise<number> {
    await this.database.write(
      `INSERT INTO platform_one_time (purpose, holder, id, tries, expires_at, issued, window_ends_at)
       VALUES (?, ?, ?, 0, UTC_TIMESTAMP(3), 0, UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE holder = VALUES(holder)`,
      [Buffer.from(purpose), holders[0] as Buffer, Buffer.alloc(16)],
    );
    const { marks, padded } = placeholders(holders);
    const rows = await this.database.rows<{ issued: number }>(
      `SELECT IF(window_ends_at > UTC_TIMESTAMP(3), issued, 0) AS issued FROM platform_one_time
       WHERE purpose = ? AND holder IN (${marks}) FOR UPDATE`,
      [Buffer.from(purpose), ...padded],
    );
    return rows.reduce((sum, { issued }) => sum + Number(issued), 0);
  }

  /** Replaces all earlier tokens of the holder, including those under an older key. */
  async replace(secret: NewSecret, former: readonly Buffer[]): Promise<void> {
    const purpose = Buffer.from(secret.purpose);
    for (const holder of former) {
      await this.database.write(`UPDATE platform_one_time SET ${SPEND} WHERE purpose = ? AND holder = ?`, [
        purpose,
        holder,
      ]);
    }
    await this.database.write(
      `UPDATE platform_one_time SET id = ?, user_id = ?, session_id = ?, token_hash = ?, code_hash = ?, payload_sealed = ?, tries = 0,
         expires_at = UTC_TIMESTAMP(3) + INTERVAL ? MINUTE,
         issued = IF(window_ends_at > UTC_TIMESTAMP(3), issued + 1, 1),
         window_ends_at = IF(window_ends_at > UTC_TIMESTAMP(3), window_ends_at, UTC_TIMESTAMP(3) + INTERVAL ${WINDOW_HOURS} HOUR)
       WHERE purpose = ? AND holder = ?`,
      [
        idToBytes(secret.id),
        secret.userId === null ? null : idToBytes(secret.userId),
        secret.sessionId === null ? null : idToBytes(secret.sessionId),
        secret.tokenHash,
        secret.codeHash,
        secret.payloadSealed,
        secret.minutes,
        purpose,
        secret.holder,
      ],
    );
  }

  async byToken(purpose: string, tokenHash: Buffer): Promise<StoredSecret | undefined> {
    const row = await this.database.row<Row>(
      `SELECT ${COLUMNS} FROM platform_one_time WHERE token_hash = ? AND purpose = ? AND ${ALIVE}`,
      [tokenHash, Buffer.from(purpose)],
    );
    return row && storedOf(row);
  }

  /** Counts an attempt before the code is checked, so that parallel attempts are all counted. */
  async countTry(purpose: string, holders: readonly Buffer[]): Promise<boolean> {
    const { marks, padded } = placeholders(holders);
    return this.mayTry(`purpose = ? AND holder IN (${marks})`, [Buffer.from(purpose), ...padded]);
  }

  async countTryOf(purpose: string, tokenHash: Buffer): Promise<boolean> {
    return this.mayTry('purpose = ? AND token_hash = ?', [Buffer.from(purpose), tokenHash]);
  }

  async returnTry(id: string): Promise<void> {
    await this.database.write('UPDATE platform_one_time SET tries = tries - 1 WHERE id = ? AND tries > 0', [
      idToBytes(id),
    ]);
  }

  private async mayTry(condition: string, values: readonly Buffer[]): Promise<boolean> {
    // Runs in a separate transaction, so that the rollback after a wrong code does not undo the count.
    const { affectedRows } = await this.database.transactions.apart(() =>
      this.database.write(
        `UPDATE platform_one_time SET tries = tries + 1 WHERE ${condition} AND ${ALIVE} AND tries < ${MAX_TRIES}`,
        values,
      ),
    );
    return affectedRows > 0;
  }

  async byHolder(purpose: string, holders: readonly Buffer[]): Promise<StoredSecret | undefined> {
    const { marks, padded } = placeholders(holders);
    const row = await this.database.row<Row>(
      `SELECT ${COLUMNS} FROM platform_one_time WHERE purpose = ? AND holder IN (${marks}) AND ${ALIVE}`,
      [Buffer.from(purpose), ...padded],
    );
    return row && storedOf(row);
  }

  /** The token of a holder whose attempts are not used up. */
  async pendingOf(
    purpose: string,
    holders: readonly Buffer[],
  ): Promise<{ secret: StoredSecret; expiresAt: Date } | undefined> {
    const { marks, padded } = placeholders(holders);
    const row = await this.database.row<Row & { expires_at: Date }>(
      `SELECT ${COLUMNS}, expires_at FROM platform_one_time
       WHERE purpose = ? AND holder IN (${marks}) AND ${ALIVE} AND tries < ${MAX_TRIES}`,
      [Buffer.from(purpose), ...padded],
    );
    return row && { secret: storedOf(row), expiresAt: row.expires_at };
  }

  async spendAllOfHolder(purpose: string, holders: readonly Buffer[]): Promise<void> {
    const { marks, padded } = placeholders(holders);
    await this.database.write(`UPDATE platform_one_time SET ${SPEND} WHERE purpose = ? AND holder IN (${marks})`, [
      Buffer.from(purpose),
      ...padded,
    ]);
  }

  /** Returns true for exactly one caller. */
  async spend({ purpose, holder, id }: StoredSecret): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE platform_one_time SET ${SPEND} WHERE purpose = ? AND holder = ? AND id = ? AND ${ALIVE}`,
      [Buffer.from(purpose), holder, idToBytes(id)],
    );
    return affectedRows === 1;
  }

  async spendAllOf(userId: UserId, purposes: readonly string[]): Promise<void> {
    if (purposes.length === 0) return;
    const { marks, padded } = placeholders(purposes.map((purpose) => Buffer.from(purpose)));
    await this.database.write(
      `UPDATE platform_one_time SET ${SPEND} WHERE user_id = ? AND purpose IN (${marks}) AND token_hash IS NOT NULL`,
      [idToBytes(userId), ...padded],
    );
  }

  /**
   * Invalidates the tokens of this kind that were issued to this user later. Only the clock of the database tells which
   * ones these are: an ID contains the time of the node that made it.
   */
  async spendLater({ purpose, holder, id, userId }: StoredSecret): Promise<void> {
    if (userId === null) return;
    const [kind, own] = [Buffer.from(purpose), idToBytes(id)];
    await this.database.write(
      `UPDATE platform_one_time SET ${SPEND}
       WHERE user_id = ? AND purpose = ? AND id <> ? AND token_hash IS NOT NULL AND expires_at >=
         (SELECT expires_at FROM (SELECT expires_at FROM platform_one_time WHERE purpose = ? AND holder = ?) AS this)`,
      [idToBytes(userId), kind, own, kind, holder],
    );
  }

  async ofUser(userId: UserId): Promise<{ purpose: string; expiresAt: Date }[]> {
    const rows = await this.database.rows<{ purpose: Buffer; expires_at: Date }>(
      `SELECT purpose, expires_at FROM platform_one_time WHERE user_id = ? AND ${ALIVE} ORDER BY id`,
      [idToBytes(userId)],
    );
    return rows.map((row) => ({ purpose: row.purpose.toString(), expiresAt: row.expires_at }));
  }

  async removeOf(userId: UserId): Promise<void> {
    await this.database.write('DELETE FROM platform_one_time WHERE user_id = ?', [idToBytes(userId)]);
  }
}

const COLUMNS = 'purpose, holder, id, user_id, session_id, code_hash, payload_sealed';

interface Row {
  purpose: Buffer;
  holder: Buffer;
  id: Buffer;
  user_id: Buffer | null;
  session_id: Buffer | null;
  code_hash: Buffer;
  payload_sealed: Buffer | null;
}

function storedOf(row: Row): StoredSecret {
  return {
    purpose: row.purpose.toString(),
    holder: row.holder,
    id: idFromBytes(row.id),
    userId: row.user_id && idFromBytes(row.user_id),
    sessionId: row.session_id && idFromBytes(row.session_id),
    codeHash: row.code_hash,
    payloadSealed: row.payload_sealed,
  };
}
