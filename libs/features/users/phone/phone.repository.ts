import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import { PhoneEntity } from './phone.entity';

@Injectable()
export class PhoneRepository {
  private readonly phones: Table<PhoneEntity>;

  constructor(database: Database) {
    this.phones = new Table(database, PhoneEntity);
  }

  find(userId: UserId): Promise<PhoneEntity | undefined> {
    return this.phones.read({ userId });
  }

  async put(userId: UserId, number: Buffer): Promise<void> {
    await this.remove(userId);
    await this.phones.insert({ userId, number, verifiedAt: NOW });
  }

  async remove(userId: UserId): Promise<void> {
    await this.phones.removeAll('userId', [userId]);
  }
}
