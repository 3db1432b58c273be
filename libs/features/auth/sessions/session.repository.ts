import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';
import { AuthConfig } from '../auth.config';
import type { EndReason, Transport } from './session.entity';

export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly transport: Transport;
  readonly tokenHash: Buffer;
  readonly days: number;
  /** Otherwise it counts as one that has never stepped up. */
  readonly isFresh: boolean;
  readonly originSealed: Buffer;
}

/** The state for deciding about a refresh. Times are compared by the database's clock. */
export interface RefreshState {
  readonly userId: string;
  readonly transport: Transport;
  readonly currentHash: Buffer;
  readonly previousHash: Buffer | null;
  readonly withinGrace: boolean;
  readonly alive: boolean;
  readonly endReason: EndReason | null;
}

export interface ListedSession {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly originSealed: Buffer;
}

const ALIVE = 'ended_at IS NULL AND expires_at > UTC_TIMESTAMP(3)';

const NO_ID = Buffer.alloc(16);
/** Longer than any step-up authentication is valid. */
const NEVER_DAYS = 1000;

@Injectable()
export class SessionRepository {
  private readonly refreshes: RowsByKey<RefreshRow>;
  private readonly living: RowsByKey<Pick<RefreshRow, 'id'>>;

  constructor(
    private readonly database: Database,
    config: AuthConfig,
  ) {
    this.refreshes = new RowsByKey(
      database,
      `SELECT id, user_id, transport, current_hash, previous_hash, end_reason, ${ALIVE} AS alive,
         rotated_at > UTC_TIMESTAMP(3) - INTERVAL ? SECOND AS within_grace
       FROM auth_session WHERE id IN (?)`,
      ({ id }) => id,
      [config.refreshGraceSeconds],
    );
    this.living = new RowsByKey(database, `SELECT id FROM auth_session WHERE id IN (?) AND ${ALIVE}`, ({ id }) => id);
  }

  async insert(session: NewSession): Promise<void> {
    await this.database.insertDeferred(
      `INSERT INTO auth_session (id, user_id, transport, generation, current_hash, rotated_at, created_at, last_used_at,
         expires_at, stepped_up_at, origin_sealed) VALUES`,
      `(?, ?, ?, 0, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
         UTC_TIMESTAMP(3) + INTERVAL ? DAY, UTC_TIMESTAMP(3) - INTERVAL ? DAY, ?)`,
      [
        idToBytes(session.id),
        idToBytes(session.userId),
        Buffer.from(session.transport),
        session.tokenHash,
        session.days,
        session.isFresh ? 0 : NEVER_DAYS,
        session.originSealed,
      ],
    );
  }

  async refreshState(id: string): Promise<RefreshState | undefined> {
    const row = await this.refreshes.toChange(idToBytes(id));
    return (
      row && {
        userId: idFromBytes(row.user_id),
        transport: row.transport.toString() as Transport,
        currentHash: row.current_hash,
        previousHash: row.previous_hash,
        withinGrace: Number(row.within_grace) === 1,
        alive: Number(row.alive) === 1,
        endReason: row.end_reason && (row.end_reason.toString() as EndReason),
      }
    );
  }

  /** Rotates only from the presented token. A concurrent second rotation fails and its transaction is retried. */
  async rotate(id: string, presented: Buffer, next: Buffer, days: number): Promise<void> {
    await this.database.updateDeferred(
      `UPDATE auth_session SET previous_hash = current_hash, current_hash = ?, generation = generation + 1,
         rotated_at = UTC_TIMESTAMP(3), last_used_at = UTC_TIMESTAMP(3), expires_at = UTC_TIMESTAMP(3) + INTERVAL ? DAY
       WHERE id = ? AND current_hash = ? AND ${ALIVE}`,
      [next, days, idToBytes(id), presented],
    );
  }

  /** False when it had ended before. */
  async end(id: string, userId: string, reason: EndReason): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_session SET ended_at = UTC_TIMESTAMP(3), end_reason = ? WHERE id = ? AND user_id = ? AND ${ALIVE}`,
      [Buffer.from(reason), idToBytes(id), idToBytes(userId)],
    );
    return affectedRows === 1;
  }

  /** Ends every living session of a user but one; returns how many. */
  async endAll(userId: string, reason: EndReason, except: string | undefined): Promise<number> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_session SET ended_at = UTC_TIMESTAMP(3), end_reason = ? WHERE user_id = ? AND id <> ? AND ${ALIVE}`,
      [Buffer.from(reason), idToBytes(userId), except === undefined ? NO_ID : idToBytes(except)],
    );
    return affectedRows;
  }

  async isAlive(id: string): Promise<boolean> {
    return (await this.living.one(idToBytes(id))) !== undefined;
  }

  /** The same with a lock, so that the session cannot end before the transaction does. */
  async lockAlive(id: string): Promise<boolean> {
    const sql = `SELECT 1 FROM auth_session WHERE id = ? AND ${ALIVE} LOCK IN SHARE MODE`;
    return (await this.database.row(sql, [idToBytes(id)])) !== undefined;
  }

  async list(userId: string, before: string | undefined, limit: number): Promise<ListedSession[]> {
    const rows = await this.database.rows<ListedRow>(
      `SELECT id, created_at, last_used_at, origin_sealed FROM auth_session
       WHERE user_id = ? AND ${ALIVE} ${before ? 'AND id < ?' : ''} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      before ? [idToBytes(userId), idToBytes(before)] : [idToBytes(userId)],
    );
    return rows.map(listedOf);
  }

  /** Ended ones too: for the export. */
  async everyOf(userId: string): Promise<ListedSession[]> {
    const rows = await this.database.rows<ListedRow>(
      'SELECT id, created_at, last_used_at, origin_sealed FROM auth_session WHERE user_id = ? ORDER BY id',
      [idToBytes(userId)],
    );
    return rows.map(listedOf);
  }

  async steppedUp(id: string): Promise<void> {
    await this.database.write('UPDATE auth_session SET stepped_up_at = UTC_TIMESTAMP(3) WHERE id = ?', [idToBytes(id)]);
  }

  async hasSteppedUp(id: string, minutes: number): Promise<boolean> {
    const row = await this.database.row(
      'SELECT 1 FROM auth_session WHERE id = ? AND stepped_up_at > UTC_TIMESTAMP(3) - INTERVAL ? MINUTE',
      [idToBytes(id), minutes],
    );
    return row !== undefined;
  }

  /** Ended and expired sessions are kept for some time, so that a late reuse of their tokens is still detected. */
  async removeOld(keptDays: number): Promise<number> {
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_session WHERE expires_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY LIMIT 1000',
      [keptDays],
    );
    return affectedRows;
  }

  async removeAllOf(userId: string): Promise<void> {
    await this.database.write('DELETE FROM auth_session WHERE user_id = ?', [idToBytes(userId)]);
  }
}

interface RefreshRow {
  id: Buffer;
  user_id: Buffer;
  transport: Buffer;
  current_hash: Buffer;
  previous_hash: Buffer | null;
  end_reason: Buffer | null;
  alive: number;
  within_grace: number;
}

interface ListedRow {
  id: Buffer;
  created_at: Date;
  last_used_at: Date;
  origin_sealed: Buffer;
}

function listedOf(row: ListedRow): ListedSession {
  return {
    id: idFromBytes(row.id),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    originSealed: row.origin_sealed,
  };
}
