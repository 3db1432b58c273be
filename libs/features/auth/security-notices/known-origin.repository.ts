import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { Table } from '@platform/persistence/table';
import type { UserId } from '@platform/ids/ids';
import { KnownOriginEntity } from './known-origin.entity';

@Injectable()
export class KnownOriginRepository {
  private readonly origins: Table<KnownOriginEntity>;

  constructor(database: Database) {
    this.origins = new Table(database, KnownOriginEntity, { changesWith: ['seenSealed'] });
  }

  /** Must run in the transaction that changes the row. */
  async lock(userId: UserId): Promise<Buffer | undefined> {
    return (await this.origins.lock({ userId }))?.seenSealed;
  }

  async find(userId: UserId): Promise<Buffer | undefined> {
    return (await this.origins.read({ userId }))?.seenSealed;
  }

  async replace(userId: UserId, seenSealed: Buffer): Promise<void> {
    await this.origins.update({ userId }, { seenSealed });
  }

  /** Of two concurrent first sign-ins the later write wins. */
  async add(userId: UserId, seenSealed: Buffer): Promise<void> {
    await this.origins.put({ userId, seenSealed });
  }

  async remove(userId: UserId): Promise<void> {
    await this.origins.remove({ userId });
  }
}
