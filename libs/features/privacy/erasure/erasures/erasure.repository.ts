import { Injectable } from '@nestjs/common';
import { idFromBytes, idToBytes, newId, type UserId } from '@platform/ids/ids';
import { Database, placeholders } from '@platform/persistence/database';
import { fromNow, NOW, type Written } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import { ErasureEntity } from './erasure.entity';
import type { ErasureCounts, ErasureId, ErasureState } from './erasure-state';

export type Erasure = Readonly<ErasureEntity>;
export type NewErasure = Pick<
  Erasure,
  'userId' | 'state' | 'requestedByKind' | 'requestedBy' | 'reasonSealed' | 'isImmediate'
>;

export const REASON_PLACE = { table: 'privacy_erasure', column: 'reason_sealed' };

/** A user has at most one request in these states. */
const OPEN: readonly ErasureState[] = ['pending_approval', 'scheduled', 'erasing'];

@Injectable()
export class ErasureRepository {
  private readonly erasures: Table<ErasureEntity>;

  constructor(private readonly database: Database) {
    this.erasures = new Table(database, ErasureEntity);
  }

  async add(erasure: NewErasure, id = newId<ErasureId>()): Promise<ErasureId> {
    await this.erasures.insert({ ...erasure, id, requestedAt: NOW });
    return id;
  }

  byId(id: ErasureId): Promise<Erasure | undefined> {
    return this.erasures.selectOne('WHERE id = ?', [idToBytes(id)]);
  }

  /** Locks the request until the transaction ends. Lock the account first. */
  lock(id: ErasureId): Promise<Erasure | undefined> {
    return this.erasures.selectOne('WHERE id = ? FOR UPDATE', [idToBytes(id)]);
  }

  async openOf(userId: UserId): Promise<Erasure | undefined> {
    const { marks, padded } = placeholders(OPEN.map((state) => Buffer.from(state)));
    return this.erasures.selectOne(`WHERE user_id = ? AND state IN (${marks})`, [idToBytes(userId), ...padded]);
  }

  /** Newest first, below this ID. */
  page(state: ErasureState | undefined, before: string | undefined, limit: number): Promise<Erasure[]> {
    if (state === undefined) return this.erasures.newest('TRUE', [], before, limit);
    return this.erasures.newest('state = ?', [Buffer.from(state)], before, limit);
  }

  /** Returns the end of the grace period, by the clock of the database. */
  async schedule(id: ErasureId, graceDays: number, changes: Written<ErasureEntity>): Promise<Date> {
    const erasureAt = graceDays === 0 ? NOW : fromNow(graceDays, 'DAY');
    await this.erasures.update({ id }, { ...changes, state: 'scheduled', erasureAt });
    return (await this.byId(id))?.erasureAt as Date;
  }

  /** The due requests of users without a legal hold, the earliest first. */
  async due(limit: number): Promise<Pick<Erasure, 'id' | 'userId'>[]> {
    const rows = await this.database.rows<{ id: Buffer; user_id: Buffer }>(
      `SELECT id, user_id FROM privacy_erasure e
       WHERE state = 'scheduled' AND erasure_at <= UTC_TIMESTAMP(3)
         AND NOT EXISTS (SELECT 1 FROM privacy_legal_hold h WHERE h.user_id = e.user_id)
       ORDER BY erasure_at LIMIT ${Math.trunc(limit)}`,
    );
    return rows.map((row) => ({ id: idFromBytes(row.id), userId: idFromBytes(row.user_id) }));
  }

  /** Returns true for exactly one caller, and for none before the end of the grace period. */
  async begin(id: ErasureId): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE privacy_erasure SET state = 'erasing', begun_at = UTC_TIMESTAMP(3)
       WHERE id = ? AND state = 'scheduled' AND erasure_at <= UTC_TIMESTAMP(3)`,
      [idToBytes(id)],
    );
    return affectedRows === 1;
  }

  /** The request begins again, because a restored backup brought the data back. */
  async beginAgain(id: ErasureId): Promise<void> {
    await this.erasures.update({ id }, { state: 'erasing', counts: null, begunAt: NOW, endedAt: null });
  }

  async storeCounts(id: ErasureId, counts: ErasureCounts): Promise<void> {
    await this.erasures.update({ id }, { counts });
  }

  /** Returns true for exactly one caller. */
  async end(id: ErasureId): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE privacy_erasure SET state = 'erased', reason_sealed = NULL, ended_at = UTC_TIMESTAMP(3)
       WHERE id = ? AND state = 'erasing'`,
      [idToBytes(id)],
    );
    return affectedRows === 1;
  }

  /** The caller has locked the request. */
  async cancel(id: ErasureId): Promise<void> {
    await this.erasures.update({ id }, { state: 'cancelled', endedAt: NOW });
  }

  /** A number that differs if other users were erased. */
  async checksum(): Promise<string> {
    const row = await this.database.row<{ n: number; sum: number }>(
      `SELECT COUNT(*) AS n, BIT_XOR(CRC32(user_id)) AS sum FROM privacy_erasure WHERE state = 'erased'`,
    );
    return `${row?.n}:${row?.sum}`;
  }

  /** The erased requests of these users. */
  async erasedOf(userIds: readonly UserId[]): Promise<Erasure[]> {
    const { marks, padded } = placeholders(userIds.map(idToBytes));
    return this.erasures.select(`WHERE state = 'erased' AND user_id IN (${marks})`, padded);
  }

  async erasedAfter(id: ErasureId | undefined, limit: number): Promise<Erasure[]> {
    const from = id === undefined ? Buffer.alloc(16) : idToBytes(id);
    return this.erasures.select(`WHERE state = 'erased' AND id > ? ORDER BY id LIMIT ${Math.trunc(limit)}`, [from]);
  }
}
