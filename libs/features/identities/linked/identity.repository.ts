import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { IdentityProblems } from '../identities.errors';
import { IdentityEntity } from './identity.entity';
import type { IdentityId } from './identity-id';

export type LinkedIdentity = Readonly<IdentityEntity>;
export type NewIdentity = Omit<LinkedIdentity, 'linkedAt' | 'lastUsedAt'>;

@Injectable()
export class IdentityRepository {
  private readonly identities: Table<IdentityEntity>;

  constructor(private readonly database: Database) {
    this.identities = new Table(database, IdentityEntity);
  }

  find(provider: string, subjectHash: Buffer): Promise<LinkedIdentity | undefined> {
    return this.identities.selectOne('WHERE provider = ? AND subject_hash = ?', [Buffer.from(provider), subjectHash]);
  }

  /** Fails if a concurrent request has inserted the same identity. */
  async insert(identity: NewIdentity): Promise<void> {
    await this.identities.insert({ ...identity, linkedAt: NOW, lastUsedAt: NOW }, refuseTakenIdentity);
  }

  async recordUse(id: IdentityId, emailSealed: Buffer | null): Promise<void> {
    await this.identities.update({ id }, { lastUsedAt: NOW, emailSealed });
  }

  list(userId: UserId, before: string | undefined, limit: number): Promise<LinkedIdentity[]> {
    return this.identities.newest('user_id = ?', [idToBytes(userId)], before, limit);
  }

  /** Returns undefined for an identity of another user. */
  async providerOf(id: IdentityId, userId: UserId): Promise<string | undefined> {
    const identity = await this.identities.read({ id });
    return identity?.userId === userId ? identity.provider : undefined;
  }

  /** Includes identities of providers that are no longer configured. */
  async countAll(userId: UserId): Promise<number> {
    const sql = 'SELECT COUNT(*) AS linked FROM identities_identity WHERE user_id = ?';
    return Number((await this.database.row<{ linked: number }>(sql, [idToBytes(userId)]))?.linked ?? 0);
  }

  async count(userId: UserId, providers: readonly string[]): Promise<number> {
    if (providers.length === 0) return 0;
    const { marks, padded } = placeholders(providers.map((name) => Buffer.from(name)));
    const row = await this.database.row<{ linked: number }>(
      `SELECT COUNT(*) AS linked FROM identities_identity WHERE user_id = ? AND provider IN (${marks})`,
      [idToBytes(userId), ...padded],
    );
    return Number(row?.linked ?? 0);
  }

  async remove(id: IdentityId, userId: UserId): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM identities_identity WHERE id = ? AND user_id = ?', [
      idToBytes(id),
      idToBytes(userId),
    ]);
    return affectedRows === 1;
  }

  async removeAllOf(userId: UserId): Promise<void> {
    await this.database.write('DELETE FROM identities_identity WHERE user_id = ?', [idToBytes(userId)]);
  }
}

function refuseTakenIdentity(error: unknown): void {
  if (duplicateKeyOf(error) === 'identities_identity_subject') throw IdentityProblems.identity_taken();
}
