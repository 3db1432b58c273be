import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';

@Injectable()
export class SetupRepository {
  constructor(private readonly database: Database) {}

  /** The newest secret is the only one. */
  async offer(tokenHash: Buffer, hours: number): Promise<void> {
    await this.database.write(
      `INSERT INTO auth_setup (id, token_hash, expires_at) VALUES (1, ?, UTC_TIMESTAMP(3) + INTERVAL ? HOUR)
       ON DUPLICATE KEY UPDATE token_hash = VALUES(token_hash), expires_at = VALUES(expires_at)`,
      [tokenHash, hours],
    );
  }

  async isGood(tokenHash: Buffer): Promise<boolean> {
    const row = await this.database.row(
      'SELECT 1 FROM auth_setup WHERE token_hash = ? AND expires_at > UTC_TIMESTAMP(3)',
      [tokenHash],
    );
    return row !== undefined;
  }

  /** True for exactly one caller. */
  async consume(tokenHash: Buffer): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_setup WHERE token_hash = ? AND expires_at > UTC_TIMESTAMP(3)',
      [tokenHash],
    );
    return affectedRows === 1;
  }
}
