import { Injectable } from '@nestjs/common';
import { idFromBytes, idToBytes, type SessionId, type UserId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import '../live-stream.migration';

export interface TicketOwner {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

const VALID = 'token_hash = ? AND expires_at > UTC_TIMESTAMP(3)';

@Injectable()
export class StreamTicketRepository {
  constructor(private readonly database: Database) {}

  async insert(tokenHash: Buffer, { userId, sessionId }: TicketOwner, seconds: number): Promise<void> {
    await this.database.write(
      `INSERT INTO platform_stream_ticket (token_hash, user_id, session_id, expires_at)
       VALUES (?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL ? SECOND)`,
      [tokenHash, idToBytes(userId), idToBytes(sessionId), seconds],
    );
  }

  async owner(tokenHash: Buffer): Promise<TicketOwner | undefined> {
    const row = await this.database.row<{ user_id: Buffer; session_id: Buffer }>(
      `SELECT user_id, session_id FROM platform_stream_ticket WHERE ${VALID}`,
      [tokenHash],
    );
    return row && { userId: idFromBytes(row.user_id), sessionId: idFromBytes(row.session_id) };
  }

  /** Returns true for exactly one caller. */
  async remove(tokenHash: Buffer): Promise<boolean> {
    const { affectedRows } = await this.database.write(`DELETE FROM platform_stream_ticket WHERE ${VALID}`, [
      tokenHash,
    ]);
    return affectedRows === 1;
  }
}
