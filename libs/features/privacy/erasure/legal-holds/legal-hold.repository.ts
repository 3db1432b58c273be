import { Injectable } from '@nestjs/common';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Database, placeholders } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import { LegalHoldEntity } from './legal-hold.entity';
import type { LegalHoldId } from './legal-hold-id';

export type LegalHold = Readonly<LegalHoldEntity>;

@Injectable()
export class LegalHoldRepository {
  private readonly holds: Table<LegalHoldEntity>;

  constructor(database: Database) {
    this.holds = new Table(database, LegalHoldEntity);
  }

  async add(hold: Omit<LegalHold, 'heldSince'>): Promise<void> {
    await this.holds.insert({ ...hold, heldSince: NOW });
  }

  byId(id: LegalHoldId): Promise<LegalHold | undefined> {
    return this.holds.selectOne('WHERE id = ?', [idToBytes(id)]);
  }

  async of(userIds: readonly UserId[]): Promise<LegalHold[]> {
    if (userIds.length === 0) return [];
    const { marks, padded } = placeholders(userIds.map(idToBytes));
    return this.holds.select(`WHERE user_id IN (${marks}) ORDER BY id`, padded);
  }

  /** Newest first, below this ID. */
  page(userId: UserId | undefined, before: string | undefined, limit: number): Promise<LegalHold[]> {
    if (userId === undefined) return this.holds.newest('TRUE', [], before, limit);
    return this.holds.newest('user_id = ?', [idToBytes(userId)], before, limit);
  }

  async remove(id: LegalHoldId): Promise<void> {
    await this.holds.remove({ id });
  }
}
