import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { PasskeyEntity } from './passkey.entity';
import type { PasskeyId } from './passkey-id';

export type Passkey = Readonly<PasskeyEntity>;
export type NewPasskey = Omit<Passkey, 'credentialHash' | 'createdAt' | 'lastUsedAt'>;
export type Use = Pick<Passkey, 'signCount' | 'backedUp'>;

@Injectable()
export class PasskeyRepository {
  private readonly passkeys: Table<PasskeyEntity>;

  constructor(private readonly database: Database) {
    this.passkeys = new Table(database, PasskeyEntity);
  }

  /** Returns false if the credential already exists. */
  insert(passkey: NewPasskey): Promise<boolean> {
    const credentialHash = hashOf(passkey.credentialId);
    return this.passkeys.insertIfNew({ ...passkey, credentialHash, createdAt: NOW });
  }

  byCredential(credentialId: Buffer): Promise<Passkey | undefined> {
    return this.passkeys.selectOne('WHERE credential_hash = ?', [hashOf(credentialId)]);
  }

  /** All passkeys of a user, newest first. */
  allOf(userId: UserId): Promise<Passkey[]> {
    return this.passkeys.select('WHERE user_id = ? ORDER BY id DESC', [idToBytes(userId)]);
  }

  async countOf(userId: UserId): Promise<number> {
    const row = await this.database.row<{ count: number }>(
      'SELECT COUNT(*) AS count FROM auth_passkey WHERE user_id = ?',
      [idToBytes(userId)],
    );
    return Number(row?.count ?? 0);
  }

  /**
   * Returns false if the passkey has been removed or its counter has not increased. Authenticators without a counter
   * always send 0; a counter that was once above 0 must keep increasing (Web Authentication, 7.2).
   */
  async use(id: PasskeyId, { signCount, backedUp }: Use): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_passkey SET sign_count = ?, backed_up = ?, last_used_at = UTC_TIMESTAMP(3)
       WHERE id = ? AND (sign_count < ? OR (sign_count = 0 AND ? = 0))`,
      [signCount, Number(backedUp), idToBytes(id), signCount, signCount],
    );
    return affectedRows === 1;
  }

  async find(id: PasskeyId, userId: UserId): Promise<Passkey | undefined> {
    const passkey = await this.passkeys.read({ id });
    return passkey?.userId === userId ? passkey : undefined;
  }

  list(userId: UserId, before: string | undefined, limit: number): Promise<Passkey[]> {
    return this.passkeys.newest('user_id = ?', [idToBytes(userId)], before, limit);
  }

  async rename(id: PasskeyId, userId: UserId, nameSealed: Buffer): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE auth_passkey SET name_sealed = ? WHERE id = ? AND user_id = ?',
      [nameSealed, idToBytes(id), idToBytes(userId)],
    );
    return affectedRows === 1;
  }

  async remove(id: PasskeyId, userId: UserId): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_passkey WHERE id = ? AND user_id = ?', [
      idToBytes(id),
      idToBytes(userId),
    ]);
    return affectedRows === 1;
  }

  async removeAllOf(userId: UserId): Promise<number> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_passkey WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return affectedRows;
  }
}

/** Credential IDs are long and random, so a hash without a key reveals nothing. */
function hashOf(credentialId: Buffer): Buffer {
  return createHash('sha256').update(credentialId).digest();
}
