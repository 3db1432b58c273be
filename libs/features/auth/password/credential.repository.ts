import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { CredentialEntity } from './credential.entity';
import type { StoredHash } from './password-hasher';

@Injectable()
export class CredentialRepository {
  private readonly credentials: Table<CredentialEntity>;

  constructor(private readonly database: Database) {
    this.credentials = new Table(database, CredentialEntity, { changesWith: ['passwordHash'] });
  }

  async find(userId: UserId): Promise<StoredHash | undefined> {
    const stored = await this.credentials.read({ userId });
    return stored && { text: stored.passwordHash, pepperId: stored.pepperId };
  }

  async set(userId: UserId, hash: StoredHash): Promise<void> {
    await this.credentials.put(rowOf(userId, hash));
  }

  /** Returns false without a change if the user has a password. */
  async setFirst(userId: UserId, hash: StoredHash): Promise<boolean> {
    return this.credentials.insertIfNew(rowOf(userId, hash));
  }

  /** Stores the legacy password hash of a new user. */
  async addLegacyHash(userId: UserId, text: string): Promise<void> {
    await this.credentials.insert(rowOf(userId, { text, pepperId: null }));
  }

  /** Stores a new hash of the same password. Returns false without a change if the password has changed. */
  async upgrade(userId: UserId, from: StoredHash, to: StoredHash): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE auth_credential SET password_hash = ?, pepper_id = ? WHERE user_id = ? AND password_hash = ?',
      [Buffer.from(to.text), to.pepperId, idToBytes(userId), Buffer.from(from.text)],
    );
    return affectedRows === 1;
  }

  /** Replaces the verified password. Returns false if another change came first. */
  async replace(userId: UserId, from: StoredHash, to: StoredHash): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_credential SET password_hash = ?, pepper_id = ?, changed_at = UTC_TIMESTAMP(3)
       WHERE user_id = ? AND password_hash = ?`,
      [Buffer.from(to.text), to.pepperId, idToBytes(userId), Buffer.from(from.text)],
    );
    return affectedRows === 1;
  }

  /** Returns whether this is still the stored hash. If so, the row stays locked until the transaction ends. */
  lockSame(userId: UserId, { text }: StoredHash): Promise<boolean> {
    return this.credentials.lockUnchanged({ userId, passwordHash: text });
  }

  async countPepper(pepperId: string): Promise<number> {
    const row = await this.database.row<{ n: number }>(
      'SELECT COUNT(*) AS n FROM auth_credential WHERE pepper_id = ?',
      [pepperId],
    );
    return Number(row?.n ?? 0);
  }

  async changedAt(userId: UserId): Promise<Date | undefined> {
    return (await this.credentials.read({ userId }))?.changedAt;
  }

  async remove(userId: UserId): Promise<void> {
    await this.credentials.remove({ userId });
  }
}

function rowOf(userId: UserId, { text, pepperId }: StoredHash) {
  return { userId, passwordHash: text, pepperId, changedAt: NOW };
}
