import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import { IdentityProblems } from '../identities.errors';

export interface NewIdentity {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly subjectHash: Buffer;
  readonly subjectSealed: Buffer;
  readonly emailSealed: Buffer | null;
}

export interface ListedIdentity {
  readonly id: string;
  readonly provider: string;
  readonly subjectSealed: Buffer;
  readonly emailSealed: Buffer | null;
  readonly linkedAt: Date;
  readonly lastUsedAt: Date;
}

@Injectable()
export class IdentityRepository {
  constructor(private readonly database: Database) {}

  /** Which one it is, and whose. */
  async find(provider: string, subjectHash: Buffer): Promise<{ id: string; userId: string } | undefined> {
    const row = await this.database.row<{ id: Buffer; user_id: Buffer }>(
      'SELECT id, user_id FROM identities_identity WHERE provider = ? AND subject_hash = ?',
      [Buffer.from(provider), subjectHash],
    );
    return row && { id: idFromBytes(row.id), userId: idFromBytes(row.user_id) };
  }

  /** Fails if a concurrent request has inserted the same identity. */
  async insert({ id, userId, provider, subjectHash, subjectSealed, emailSealed }: NewIdentity): Promise<void> {
    try {
      await this.database.write(
        `INSERT INTO identities_identity (id, user_id, provider, subject_hash, subject_sealed, email_sealed, linked_at, last_used_at)
         VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        [idToBytes(id), idToBytes(userId), Buffer.from(provider), subjectHash, subjectSealed, emailSealed],
      );
    } catch (error) {
      if (duplicateKeyOf(error) === 'identities_identity_subject') throw IdentityProblems.identity_taken();
      throw error;
    }
  }

  async used(id: string, emailSealed: Buffer | null): Promise<void> {
    await this.database.write(
      'UPDATE identities_identity SET last_used_at = UTC_TIMESTAMP(3), email_sealed = ? WHERE id = ?',
      [emailSealed, idToBytes(id)],
    );
  }

  async list(userId: string, before: string | undefined, limit: number): Promise<ListedIdentity[]> {
    const rows = await this.database.rows<Row>(
      `SELECT id, provider, subject_sealed, email_sealed, linked_at, last_used_at FROM identities_identity
       WHERE user_id = ? ${before ? 'AND id < ?' : ''} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      before ? [idToBytes(userId), idToBytes(before)] : [idToBytes(userId)],
    );
    return rows.map((row) => ({
      id: idFromBytes(row.id),
      provider: row.provider.toString(),
      subjectSealed: row.subject_sealed,
      emailSealed: row.email_sealed,
      linkedAt: row.linked_at,
      lastUsedAt: row.last_used_at,
    }));
  }

  /** Of which provider this one of the user's is. */
  async providerOf(id: string, userId: string): Promise<string | undefined> {
    const row = await this.database.row<{ provider: Buffer }>(
      'SELECT provider FROM identities_identity WHERE id = ? AND user_id = ?',
      [idToBytes(id), idToBytes(userId)],
    );
    return row?.provider.toString();
  }

  async count(userId: string, providers: readonly string[]): Promise<number> {
    if (providers.length === 0) return 0;
    const { marks, padded } = placeholders(providers.map((name) => Buffer.from(name)));
    const row = await this.database.row<{ linked: number }>(
      `SELECT COUNT(*) AS linked FROM identities_identity WHERE user_id = ? AND provider IN (${marks})`,
      [idToBytes(userId), ...padded],
    );
    return Number(row?.linked ?? 0);
  }

  async remove(id: string, userId: string): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM identities_identity WHERE id = ? AND user_id = ?', [
      idToBytes(id),
      idToBytes(userId),
    ]);
    return affectedRows === 1;
  }

  async removeAllOf(userId: string): Promise<void> {
    await this.database.write('DELETE FROM identities_identity WHERE user_id = ?', [idToBytes(userId)]);
  }
}

interface Row {
  id: Buffer;
  provider: Buffer;
  subject_sealed: Buffer;
  email_sealed: Buffer | null;
  linked_at: Date;
  last_used_at: Date;
}
