import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { fromNow, NOW, SqlExpression } from '@platform/persistence/entity-table';
import { idFromBytes, idToBytes, type UserId, type SessionId } from '@platform/ids/ids';
import type { RowsByKey } from '@platform/persistence/rows-by-key';
import { Table, type Stored } from '@platform/persistence/table';
import { AuthConfig } from '../auth.config';
import { SessionEntity, type EndReason } from './session.entity';

export type NewSession = Pick<SessionEntity, 'id' | 'userId' | 'transport' | 'originSealed'> & {
  readonly tokenHash: Buffer;
  readonly days: number;
  /** Whether the sign-in counts as step-up authentication. */
  readonly isFresh: boolean;
};

/** `isGraceful` is true during the grace period after a rotation. All times use the clock of the database. */
export type StoredSession = Stored<SessionEntity, 'isAlive' | 'isGraceful'>;

const ALIVE = 'ended_at IS NULL AND expires_at > UTC_TIMESTAMP(3)';
const NEXT_GENERATION = new SqlExpression('generation + 1');

const LARGEST_LOOK_UP = 1024;
const NO_ID = Buffer.alloc(16);
/** Longer than any step-up authentication is valid. */
const NO_STEP_UP_DAYS = 1000;

@Injectable()
export class SessionRepository {
  private readonly sessions: Table<SessionEntity, 'isAlive' | 'isGraceful'>;
  private readonly active: RowsByKey<Pick<SessionEntity, 'id'>>;

  constructor(
    private readonly database: Database,
    config: AuthConfig,
  ) {
    const grace = `INTERVAL ${Math.trunc(config.refreshGraceSeconds)} SECOND`;
    this.sessions = new Table(database, SessionEntity, {
      conditions: { isAlive: ALIVE, isGraceful: `rotated_at > UTC_TIMESTAMP(3) - ${grace}` },
      changesWith: ['generation', 'endedAt'],
    });
    this.active = new Table(database, SessionEntity).readerOf({ only: ['id'], where: ALIVE });
  }

  async insert({ tokenHash, days, isFresh, ...session }: NewSession): Promise<void> {
    await this.sessions.insert({
      ...session,
      generation: 0,
      currentHash: tokenHash,
      rotatedAt: NOW,
      createdAt: NOW,
      lastUsedAt: NOW,
      expiresAt: fromNow(days, 'DAY'),
      steppedUpAt: fromNow(isFresh ? 0 : -NO_STEP_UP_DAYS, 'DAY'),
    });
  }

  read(id: SessionId): Promise<StoredSession | undefined> {
    return this.sessions.read({ id });
  }

  lock(id: SessionId): Promise<StoredSession | undefined> {
    return this.sessions.lock({ id });
  }

  /** Must run in the transaction that has locked the session. */
  async rotate({ id, currentHash }: StoredSession, next: Buffer, days: number): Promise<void> {
    await this.sessions.update(
      { id },
      {
        previousHash: currentHash,
        currentHash: next,
        generation: NEXT_GENERATION,
        rotatedAt: NOW,
        lastUsedAt: NOW,
        expiresAt: fromNow(days, 'DAY'),
      },
    );
  }

  /** Returns false if the session had already ended. */
  async end(id: SessionId, userId: UserId, reason: EndReason): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_session SET ended_at = UTC_TIMESTAMP(3), end_reason = ? WHERE id = ? AND user_id = ? AND ${ALIVE}`,
      [Buffer.from(reason), idToBytes(id), idToBytes(userId)],
    );
    return affectedRows === 1;
  }

  /** Ends all active sessions of a user except one, and returns their number. */
  async endAll(userId: UserId, reason: EndReason, except: string | undefined): Promise<number> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_session SET ended_at = UTC_TIMESTAMP(3), end_reason = ? WHERE user_id = ? AND id <> ? AND ${ALIVE}`,
      [Buffer.from(reason), idToBytes(userId), except === undefined ? NO_ID : idToBytes(except)],
    );
    return affectedRows;
  }

  async isAlive(id: SessionId): Promise<boolean> {
    return (await this.active.one(idToBytes(id))) !== undefined;
  }

  /** The seconds until the active ones among these sessions expire. */
  async secondsLeft(ids: readonly SessionId[]): Promise<Map<SessionId, number>> {
    const left = new Map<SessionId, number>();
    for (let at = 0; at < ids.length; at += LARGEST_LOOK_UP) {
      const { marks, padded } = placeholders(ids.slice(at, at + LARGEST_LOOK_UP).map(idToBytes));
      const rows = await this.database.rows<{ id: Buffer; seconds: number }>(
        `SELECT id, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), expires_at) / 1000000 AS seconds
         FROM auth_session WHERE id IN (${marks}) AND ${ALIVE}`,
        padded,
      );
      for (const { id, seconds } of rows) left.set(idFromBytes(id), Number(seconds));
    }
    return left;
  }

  list(userId: UserId, before: string | undefined, limit: number): Promise<StoredSession[]> {
    return this.sessions.newest(`user_id = ? AND ${ALIVE}`, [idToBytes(userId)], before, limit);
  }

  async recordStepUp(id: SessionId): Promise<void> {
    await this.sessions.update({ id }, { steppedUpAt: NOW });
  }

  async hasSteppedUp(id: SessionId, minutes: number): Promise<boolean> {
    const row = await this.database.row(
      'SELECT 1 FROM auth_session WHERE id = ? AND stepped_up_at > UTC_TIMESTAMP(3) - INTERVAL ? MINUTE',
      [idToBytes(id), minutes],
    );
    return row !== undefined;
  }

  async removeAllOf(userId: UserId): Promise<void> {
    await this.database.write('DELETE FROM auth_session WHERE user_id = ?', [idToBytes(userId)]);
  }
}
