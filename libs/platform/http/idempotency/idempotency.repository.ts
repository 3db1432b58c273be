import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idToBytes, type UserId } from '@platform/ids/ids';

/** Longer than any request can run. After this time, the node is considered crashed. */
const RUNNING_SECONDS = 15;

export interface IdempotencyRecord {
  readonly bodyHash: Buffer;
  readonly answer: Buffer | null;
  readonly running: boolean;
}

@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /** Returns false if the request was already claimed. */
  async claim(requestHash: Buffer, fence: Buffer, bodyHash: Buffer, userId: UserId | undefined): Promise<boolean> {
    try {
      await this.database.write(
        `INSERT INTO platform_idempotency (request_hash, body_hash, user_id, fence, running_until, created_at)
         VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL ${RUNNING_SECONDS} SECOND, UTC_TIMESTAMP(3))`,
        [requestHash, bodyHash, userId ? idToBytes(userId) : null, fence],
      );
      return true;
    } catch (error) {
      if (duplicateKeyOf(error)) return false;
      throw error;
    }
  }

  async find(requestHash: Buffer): Promise<IdempotencyRecord | undefined> {
    const row = await this.database.row<{ body_hash: Buffer; answer: Buffer | null; running: number }>(
      `SELECT body_hash, answer, running_until > UTC_TIMESTAMP(3) AS running
       FROM platform_idempotency WHERE request_hash = ?`,
      [requestHash],
    );
    return row && { bodyHash: row.body_hash, answer: row.answer, running: Number(row.running) === 1 };
  }

  /** Takes over a claim whose node crashed before it could respond. */
  async takeOver(requestHash: Buffer, fence: Buffer, bodyHash: Buffer): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE platform_idempotency SET fence = ?, running_until = UTC_TIMESTAMP(3) + INTERVAL ${RUNNING_SECONDS} SECOND
       WHERE request_hash = ? AND body_hash = ? AND answer IS NULL AND running_until <= UTC_TIMESTAMP(3)`,
      [fence, requestHash, bodyHash],
    );
    return affectedRows === 1;
  }

  /**
   * Must run in the transaction of the change, so that both are stored or neither. Returns false if another node has
   * taken over the request.
   */
  async keepAnswer(
    requestHash: Buffer,
    fence: Buffer,
    { answer, subject }: { answer: Buffer; subject: UserId | undefined },
  ): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE platform_idempotency SET answer = ?, subject_id = ? WHERE request_hash = ? AND fence = ? AND answer IS NULL',
      [answer, subject ? idToBytes(subject) : null, requestHash, fence],
    );
    return affectedRows === 1;
  }

  async release(requestHash: Buffer, fence: Buffer): Promise<void> {
    await this.database.write(
      'DELETE FROM platform_idempotency WHERE request_hash = ? AND fence = ? AND answer IS NULL',
      [requestHash, fence],
    );
  }

  /** Removes the responses to requests without credentials, such as a registration. They contain tokens of the user. */
  async removeTokensOf(userId: UserId): Promise<void> {
    await this.database.write('DELETE FROM platform_idempotency WHERE subject_id = ? AND user_id IS NULL', [
      idToBytes(userId),
    ]);
  }
}
