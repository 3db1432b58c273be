import { Injectable } from '@nestjs/common';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import { placeholders } from '@platform/persistence/database';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import type { ErasureId } from '../erasures/erasure-state';
import type { SignedCertificate } from './certificate';

export interface LedgerEntry {
  readonly userId: UserId;
  readonly erasureId: ErasureId;
}

/**
 * The users who were erased, with their certificates. It is in the keys database: the data of a backup is restored with
 * the current keys, so the ledger is always newer than the data.
 */
@Injectable()
export class ErasureLedger {
  constructor(private readonly database: KeysDatabase) {}

  /** An existing entry remains unchanged, so that a user has one certificate. */
  async add({ userId, erasureId }: LedgerEntry, certificate: SignedCertificate): Promise<void> {
    await this.database.write(
      `INSERT INTO privacy_erasure_ledger (user_id, erasure_id, erased_at, certificate)
       VALUES (?, ?, UTC_TIMESTAMP(3), ?) ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)`,
      [idToBytes(userId), idToBytes(erasureId), JSON.stringify(certificate)],
    );
  }

  async certificateOf(erasureId: ErasureId): Promise<SignedCertificate | undefined> {
    const row = await this.database.row<{ certificate: string }>(
      'SELECT certificate FROM privacy_erasure_ledger WHERE erasure_id = ?',
      [idToBytes(erasureId)],
    );
    return row && (JSON.parse(row.certificate) as SignedCertificate);
  }

  async of(userIds: readonly UserId[]): Promise<LedgerEntry[]> {
    if (userIds.length === 0) return [];
    const { marks, padded } = placeholders(userIds.map(idToBytes));
    return this.select(`WHERE user_id IN (${marks})`, padded);
  }

  async after(userId: UserId | undefined, limit: number): Promise<LedgerEntry[]> {
    const from = userId === undefined ? Buffer.alloc(16) : idToBytes(userId);
    return this.select(`WHERE user_id > ? ORDER BY user_id LIMIT ${Math.trunc(limit)}`, [from]);
  }

  /** A number that differs if other users are in the ledger; see `ErasureRepository.checksum`. */
  async checksum(): Promise<string> {
    const row = await this.database.row<{ n: number; sum: number }>(
      'SELECT COUNT(*) AS n, BIT_XOR(CRC32(user_id)) AS sum FROM privacy_erasure_ledger',
    );
    return `${row?.n}:${row?.sum}`;
  }

  private async select(rest: string, values: readonly Buffer[]): Promise<LedgerEntry[]> {
    const rows = await this.database.rows<{ user_id: Buffer; erasure_id: Buffer }>(
      `SELECT user_id, erasure_id FROM privacy_erasure_ledger ${rest}`,
      values,
    );
    return rows.map((row) => ({ userId: idFromBytes(row.user_id), erasureId: idFromBytes(row.erasure_id) }));
  }
}
