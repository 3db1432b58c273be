import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { SmsFactorEntity } from './sms-factor.entity';

@Injectable()
export class SmsFactorRepository {
  private readonly factors: Table<SmsFactorEntity>;

  constructor(private readonly database: Database) {
    this.factors = new Table(database, SmsFactorEntity);
  }

  find(userId: UserId): Promise<SmsFactorEntity | undefined> {
    return this.factors.read({ userId });
  }

  /** Returns false if the account has it already. */
  add(userId: UserId): Promise<boolean> {
    return this.factors.insertIfNew({ userId, createdAt: NOW });
  }

  /** Returns false if the account did not have it. */
  async remove(userId: UserId): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_sms_factor WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return affectedRows > 0;
  }
}
