import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import type { MailState } from './mail.entity';

/** How long delivery is attempted for a mail without an expiry time. */
const TRIED_DAYS = 3;
const KEPT_DAYS = 90;
const BATCH = 1000;

export interface NewMail {
  readonly id: string;
  readonly userId: string | null;
  readonly kind: string;
  readonly language: string;
  readonly messageId: string;
  readonly content: Buffer;
  readonly expiresAt: Date | null;
}

export interface StoredMail extends Omit<NewMail, 'content'> {
  readonly state: MailState;
  readonly content: Buffer | null;
  readonly createdAt: Date;
  /** By the database's clock. */
  readonly isExpired: boolean;
  readonly wasTriedLongEnough: boolean;
}

export interface MailSummary {
  readonly kind: string;
  readonly state: MailState;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

@Injectable()
export class MailRepository {
  constructor(private readonly database: Database) {}

  get isInTransaction(): boolean {
    return this.database.transactions.current() !== undefined;
  }

  async add(mail: NewMail): Promise<void> {
    await this.database.write(
      `INSERT INTO mail_message
         (id, user_id, kind, language, state, attempts, message_id, content, created_at, tried_until, expires_at)
       VALUES (?, ?, ?, ?, 'waiting', 0, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL ${TRIED_DAYS} DAY, ?)`,
      [
        idToBytes(mail.id),
        mail.userId === null ? null : idToBytes(mail.userId),
        mail.kind,
        mail.language,
        mail.messageId,
        mail.content,
        mail.expiresAt,
      ],
    );
  }

  async find(id: string): Promise<StoredMail | undefined> {
    const row = await this.database.row<MailRow>(
      `SELECT user_id, kind, language, state, message_id, content, created_at, expires_at,
         expires_at <= UTC_TIMESTAMP(3) AS is_expired, tried_until <= UTC_TIMESTAMP(3) AS tried_long_enough
       FROM mail_message WHERE id = ?`,
      [idToBytes(id)],
    );
    return (
      row && {
        id,
        userId: row.user_id && idFromBytes(row.user_id),
        kind: row.kind,
        language: row.language,
        state: row.state.toString() as MailState,
        messageId: row.message_id,
        content: row.content,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        isExpired: Number(row.is_expired) === 1,
        wasTriedLongEnough: Number(row.tried_long_enough) === 1,
      }
    );
  }

  /** A dead mail was replayed: it has all its time again. */
  async reopen(id: string): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET state = 'waiting', settled_at = NULL,
         tried_until = UTC_TIMESTAMP(3) + INTERVAL ${TRIED_DAYS} DAY WHERE id = ? AND state = 'failed'`,
      [idToBytes(id)],
    );
  }

  /** Whatever another worker may have said of it meanwhile: the server has it. */
  async markSent(id: string, answer: string): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET state = 'sent', attempts = attempts + 1, last_answer = ?, content = NULL,
         settled_at = UTC_TIMESTAMP(3) WHERE id = ? AND state <> 'sent'`,
      [answer, idToBytes(id)],
    );
  }

  async markExpired(id: string): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET state = 'expired', content = NULL, settled_at = UTC_TIMESTAMP(3)
       WHERE id = ? AND state IN ('waiting', 'failed')`,
      [idToBytes(id)],
    );
  }

  async noteFailure(id: string, answer: string): Promise<void> {
    await this.database.write(
      `UPDATE mail_message SET attempts = attempts + 1, last_answer = ? WHERE id = ? AND state = 'waiting'`,
      [answer, idToBytes(id)],
    );
  }

  /** The content stays, for a replay. */
  async markFailed(id: string, answer: string): Promise<void> {
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

  async removeOld(): Promise<number> {
    const { affectedRows } = await this.database.write(
      `DELETE FROM mail_message WHERE state IN ('sent', 'expired', 'failed')
         AND settled_at < UTC_TIMESTAMP(3) - INTERVAL ${KEPT_DAYS} DAY LIMIT ${BATCH}`,
    );
    return affectedRows;
  }

  async ofUser(userId: string): Promise<MailSummary[]> {
    const rows = await this.database.rows<{ kind: string; state: Buffer; created_at: Date; settled_at: Date | null }>(
      'SELECT kind, state, created_at, settled_at FROM mail_message WHERE user_id = ? ORDER BY id',
      [idToBytes(userId)],
    );
    return rows.map(({ kind, state, created_at, settled_at }) => ({
      kind,
      state: state.toString() as MailState,
      createdAt: created_at,
      settledAt: settled_at,
    }));
  }

  async idsOfUser(userId: string): Promise<string[]> {
    const rows = await this.database.rows<{ id: Buffer }>('SELECT id FROM mail_message WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return rows.map(({ id }) => idFromBytes(id));
  }

  async removeOfUser(userId: string): Promise<void> {
    await this.database.write('DELETE FROM mail_message WHERE user_id = ?', [idToBytes(userId)]);
  }
}

interface MailRow {
  user_id: Buffer | null;
  kind: string;
  language: string;
  state: Buffer;
  message_id: string;
  content: Buffer | null;
  created_at: Date;
  expires_at: Date | null;
  is_expired: number | null;
  tried_long_enough: number;
}
