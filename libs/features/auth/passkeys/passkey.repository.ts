import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import type { NamedCredential } from './decoy-passkeys.rule';

export interface NewPasskey {
  readonly id: string;
  readonly userId: string;
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly signCount: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
  readonly nameSealed: Buffer;
}

export interface StoredPasskey {
  readonly id: string;
  readonly userId: string;
  readonly publicKey: Buffer;
}

export interface ListedPasskey extends NamedCredential {
  readonly id: string;
  readonly backedUp: boolean;
  readonly nameSealed: Buffer;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface Use {
  readonly signCount: number;
  readonly backedUp: boolean;
}

@Injectable()
export class PasskeyRepository {
  constructor(private readonly database: Database) {}

  /** False if the credential already exists. */
  async insert(passkey: NewPasskey): Promise<boolean> {
    const { id, userId, credentialId, publicKey, signCount, transports, backedUp, nameSealed } = passkey;
    try {
      await this.database.write(
        `INSERT INTO auth_passkey (id, user_id, credential_hash, credential_id, public_key, sign_count, transports,
           backed_up, name_sealed, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))`,
        [
          idToBytes(id),
          idToBytes(userId),
          hashOf(credentialId),
          credentialId,
          publicKey,
          signCount,
          Buffer.from(transports.join()),
          Number(backedUp),
          nameSealed,
        ],
      );
      return true;
    } catch (error) {
      if (duplicateKeyOf(error) === 'auth_passkey_credential') return false;
      throw error;
    }
  }

  async byCredential(credentialId: Buffer): Promise<StoredPasskey | undefined> {
    const row = await this.database.row<Pick<Row, 'id' | 'user_id' | 'public_key'>>(
      'SELECT id, user_id, public_key FROM auth_passkey WHERE credential_hash = ?',
      [hashOf(credentialId)],
    );
    return row && { id: idFromBytes(row.id), userId: idFromBytes(row.user_id), publicKey: row.public_key };
  }

  /** What a browser is told of a user's passkeys, newest first. */
  async credentialsOf(userId: string): Promise<NamedCredential[]> {
    const rows = await this.database.rows<Pick<Row, 'credential_id' | 'transports'>>(
      'SELECT credential_id, transports FROM auth_passkey WHERE user_id = ? ORDER BY id DESC',
      [idToBytes(userId)],
    );
    return rows.map(credentialOf);
  }

  async countOf(userId: string): Promise<number> {
    const row = await this.database.row<{ count: number }>(
      'SELECT COUNT(*) AS count FROM auth_passkey WHERE user_id = ?',
      [idToBytes(userId)],
    );
    return Number(row?.count ?? 0);
  }

  /**
   * False when it is gone, or has counted less than before. Authenticators that do not count say 0 every time; one that
   * has counted once does not stop (Web Authentication, 7.2).
   */
  async use(id: string, { signCount, backedUp }: Use): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_passkey SET sign_count = ?, backed_up = ?, last_used_at = UTC_TIMESTAMP(3)
       WHERE id = ? AND (sign_count < ? OR (sign_count = 0 AND ? = 0))`,
      [signCount, Number(backedUp), idToBytes(id), signCount, signCount],
    );
    return affectedRows === 1;
  }

  async find(id: string, userId: string): Promise<ListedPasskey | undefined> {
    const row = await this.database.row<Row>(`SELECT ${LISTED} FROM auth_passkey WHERE id = ? AND user_id = ?`, [
      idToBytes(id),
      idToBytes(userId),
    ]);
    return row && listedOf(row);
  }

  async list(userId: string, before: string | undefined, limit: number): Promise<ListedPasskey[]> {
    const rows = await this.database.rows<Row>(
      `SELECT ${LISTED} FROM auth_passkey WHERE user_id = ? ${before ? 'AND id < ?' : ''}
       ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      before ? [idToBytes(userId), idToBytes(before)] : [idToBytes(userId)],
    );
    return rows.map(listedOf);
  }

  async rename(id: string, userId: string, nameSealed: Buffer): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE auth_passkey SET name_sealed = ? WHERE id = ? AND user_id = ?',
      [nameSealed, idToBytes(id), idToBytes(userId)],
    );
    return affectedRows === 1;
  }

  async remove(id: string, userId: string): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_passkey WHERE id = ? AND user_id = ?', [
      idToBytes(id),
      idToBytes(userId),
    ]);
    return affectedRows === 1;
  }

  async removeAllOf(userId: string): Promise<number> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_passkey WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return affectedRows;
  }
}

const LISTED = 'id, credential_id, transports, backed_up, name_sealed, created_at, last_used_at';

interface Row {
  id: Buffer;
  user_id: Buffer;
  credential_id: Buffer;
  public_key: Buffer;
  transports: Buffer;
  backed_up: number;
  name_sealed: Buffer;
  created_at: Date;
  last_used_at: Date | null;
}

function credentialOf(row: Pick<Row, 'credential_id' | 'transports'>): NamedCredential {
  return { credentialId: row.credential_id, transports: row.transports.toString().split(',').filter(Boolean) };
}

function listedOf(row: Row): ListedPasskey {
  return {
    ...credentialOf(row),
    id: idFromBytes(row.id),
    backedUp: Boolean(row.backed_up),
    nameSealed: row.name_sealed,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

/** Of chance, and long: a bare hash tells nothing. */
function hashOf(credentialId: Buffer): Buffer {
  return createHash('sha256').update(credentialId).digest();
}
