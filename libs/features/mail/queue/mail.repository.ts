import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { fromNow, NOW } from '@platform/persistence/entity-table';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import { Table, type Stored } from '@platform/persistence/table';
import { BlindIndex } from '@platform/vault/blind-index';
import { MailEntity } from './mail.entity';
import type { MailId } from './mail-id';

/** How long delivery is attempted for a mail without an expiry time. */
const RETRY_DAYS = 3;
const RECIPIENT = { table: 'mail_message', column: 'recipient_index' };

type Condition = 'isExpired' | 'wasTriedLongEnough';
/** Times are compared by the clock of the database. */
export type StoredMail = Stored<MailEntity, Condition>;
export type NewMail = Pick<StoredMail, 'id' | 'userId' | 'kind' | 'language' | 'messageId' | 'expiresAt'> & {
  readonly content: Buffer;
  /** The identity of the address. */
  readonly recipient: string;
};

@Injectable()
export class MailRepository {
  private readonly mails: Table<MailEntity, Condition>;

  constructor(
    private readonly database: Database,
    private readonly blindIndex: BlindIndex,
  ) {
    this.mails = new Table(database, MailEntity, {
      conditions: {
        isExpired: 'expires_at <= UTC_TIMESTAMP(3)',
        wasTriedLongEnough: 'tried_until <= UTC_TIMESTAMP(3)',
      },
    });
  }

  get isInTransaction(): boolean {
    return this.database.transactions.current() !== undefined;
  }

  async add({ recipient, ...mail }: NewMail): Promise<void> {
    const triedUntil = fromNow(RETRY_DAYS, 'DAY');
    const recipientIndex = this.indexesOf(recipient)[0] ?? null;
    await this.mails.insert({ ...mail, recipientIndex, state: 'waiting', attempts: 0, createdAt: NOW, triedUntil });
  }

  /** Whether a mail to this address was written in the last days. Keys that were retired since are not searched. */
  async hasRecentMailTo(recipient: string, days: number): Promise<boolean> {
    const { marks, padded } = placeholders(this.indexesOf(recipient));
    const row = await this.database.row(
      `SELECT 1 FROM mail_message WHERE recipient_index IN (${marks}) AND state <> 'suppressed'
         AND created_at > UTC_TIMESTAMP(3) - INTERVAL ${Math.trunc(days)} DAY LIMIT 1`,
      padded,
    );
    return row !== undefined;
  }

  find(id: MailId): Promise<StoredMail | undefined> {
    return this.mails.read({ id });
  }

  /** Restarts the time limit of a failed mail that is replayed. */
  async reopen(id: MailId): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET state = 'waiting', settled_at = NULL,
         tried_until = UTC_TIMESTAMP(3) + INTERVAL ${RETRY_DAYS} DAY WHERE id = ? AND state = 'failed'`,
      [idToBytes(id)],
    );
  }

  /** Overrides the state that another worker may have set, because the server has accepted the mail. */
  async markSent(id: MailId, answer: string): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET state = 'sent', attempts = attempts + 1, last_answer = ?, content = NULL,
         settled_at = UTC_TIMESTAMP(3) WHERE id = ? AND state <> 'sent'`,
      [answer, idToBytes(id)],
    );
  }

  async markExpired(id: MailId): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET state = 'expired', content = NULL, settled_at = UTC_TIMESTAMP(3)
       WHERE id = ? AND state IN ('waiting', 'failed')`,
      [idToBytes(id)],
    );
  }

  async markSuppressed(id: MailId): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET state = 'suppressed', content = NULL, settled_at = UTC_TIMESTAMP(3)
       WHERE id = ? AND state IN ('waiting', 'failed')`,
      [idToBytes(id)],
    );
  }

  async recordFailure(id: MailId, answer: string): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET attempts = attempts + 1, last_answer = ? WHERE id = ? AND state = 'waiting'`,
      [answer, idToBytes(id)],
    );
  }

  /** The content is kept for a replay. */
  async markFailed(id: MailId, answer: string): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET state = 'failed', attempts = attempts + 1, last_answer = ?,
         settled_at = UTC_TIMESTAMP(3) WHERE id = ? AND state = 'waiting'`,
      [answer, idToBytes(id)],
    );
  }

  async countOpen(): Promise<{ waiting: number; failed: number }> {
    const rows = await this.database.rows<{ state: Buffer; mails: number }>(
      `SELECT state, COUNT(*) AS mails FROM mail_message WHERE state IN ('waiting', 'failed') GROUP BY state`,
    );
    const count = (state: string) => Number(rows.find((row) => row.state.toString() === state)?.mails ?? 0);
    return { waiting: count('waiting'), failed: count('failed') };
  }

  ofUser(userId: UserId): Promise<StoredMail[]> {
    return this.mails.select('WHERE user_id = ? ORDER BY id', [idToBytes(userId)]);
  }

  async idsOfUser(userId: UserId, limit: number): Promise<MailId[]> {
    const rows = await this.database.rows<{ id: Buffer }>(
      `SELECT id FROM mail_message WHERE user_id = ? LIMIT ${Math.trunc(limit)}`,
      [idToBytes(userId)],
    );
    return rows.map(({ id }) => idFromBytes(id));
  }

  async removeAll(ids: readonly MailId[]): Promise<void> {
    await this.mails.removeAll('id', ids);
  }

  /** The current key comes first. */
  private indexesOf(recipient: string): Buffer[] {
    return this.blindIndex.all(RECIPIENT, recipient).map(({ index }) => index);
  }
}
