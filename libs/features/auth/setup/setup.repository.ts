import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { fromNow } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import { SetupEntity } from './setup.entity';

@Injectable()
export class SetupRepository {
  private readonly setups: Table<SetupEntity>;

  constructor(private readonly database: Database) {
    this.setups = new Table(database, SetupEntity);
  }

  /** Replaces the previous token, so that only the newest one is valid. */
  async offer(tokenHash: Buffer, hours: number): Promise<void> {
    await this.setups.put({ id: 1, tokenHash, expiresAt: fromNow(hours, 'HOUR') });
  }

  async isValid(tokenHash: Buffer): Promise<boolean> {
    const row = await this.database.row(
      'SELECT 1 FROM auth_setup WHERE token_hash = ? AND expires_at > UTC_TIMESTAMP(3)',
      [tokenHash],
    );
    return row !== undefined;
  }

  /** Returns true for exactly one caller. */
  async consume(tokenHash: Buffer): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_setup WHERE token_hash = ? AND expires_at > UTC_TIMESTAMP(3)',
      [tokenHash],
    );
    return affectedRows === 1;
  }
}
