import { Injectable } from '@nestjs/common';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { fromNow, NOW } from '@platform/persistence/entity-table';
import { Table, type Stored } from '@platform/persistence/table';
import { TextMessageEntity, type TextMessageId } from './text-message.entity';

/** Compared by the clock of the database. */
type Condition = 'isExpired';
export type StoredTextMessage = Stored<TextMessageEntity, Condition>;
export type NewTextMessage = Pick<StoredTextMessage, 'id' | 'userId' | 'kind'> & {
  readonly contentSealed: Buffer;
  readonly minutes: number;
};

@Injectable()
export class TextMessageRepository {
  private readonly messages: Table<TextMessageEntity, Condition>;

  constructor(private readonly database: Database) {
    this.messages = new Table(database, TextMessageEntity, {
      conditions: { isExpired: 'expires_at <= UTC_TIMESTAMP(3)' },
    });
  }

  get isInTransaction(): boolean {
    return this.database.transactions.current() !== undefined;
  }

  async add({ minutes, ...message }: NewTextMessage): Promise<void> {
    const expiresAt = fromNow(minutes, 'MINUTE');
    await this.messages.insert({ ...message, state: 'waiting', attempts: 0, createdAt: NOW, expiresAt });
  }

  find(id: TextMessageId): Promise<StoredTextMessage | undefined> {
    return this.messages.read({ id });
  }

  async recordFailure(id: TextMessageId, answer: string): Promise<void> {
    await this.database.write(
      `UPDATE platform_text_message SET attempts = attempts + 1, last_answer = ? WHERE id = ? AND state = 'waiting'`,
      [answer, idToBytes(id)],
    );
  }

  /** Removes the number and the text. */
  async settle(id: TextMessageId, state: 'sent' | 'expired' | 'failed', answer: string | null): Promise<void> {
    await this.database.write(
      `UPDATE platform_text_message SET state = ?, attempts = attempts + 1, last_answer = COALESCE(?, last_answer),
         content_sealed = NULL, settled_at = UTC_TIMESTAMP(3) WHERE id = ? AND state = 'waiting'`,
      [Buffer.from(state), answer, idToBytes(id)],
    );
  }

  async countWaiting(): Promise<number> {
    const row = await this.database.row<{ messages: number }>(
      `SELECT COUNT(*) AS messages FROM platform_text_message WHERE state = 'waiting'`,
    );
    return Number(row?.messages ?? 0);
  }

  async idsOfUser(userId: UserId, limit: number): Promise<TextMessageId[]> {
    const rows = await this.database.rows<{ id: Buffer }>(
      `SELECT id FROM platform_text_message WHERE user_id = ? LIMIT ${Math.trunc(limit)}`,
      [idToBytes(userId)],
    );
    return rows.map(({ id }) => idFromBytes(id));
  }

  async removeAll(ids: readonly TextMessageId[]): Promise<void> {
    await this.messages.removeAll('id', ids);
  }
}
