import { Injectable } from '@nestjs/common';
import { idToBytes, type ApiKeyId, type UserId } from '@platform/ids/ids';
import { Database, placeholders } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { ConcurrentChange, duplicateKeyOf } from '@platform/persistence/failures';
import { Table } from '@platform/persistence/table';
import { ClientEventEntity } from './client-event.entity';

export type ClientEvent = Omit<Readonly<ClientEventEntity>, 'createdAt'>;

@Injectable()
export class ClientEventRepository {
  private readonly events: Table<ClientEventEntity>;

  constructor(private readonly database: Database) {
    this.events = new Table(database, ClientEventEntity);
  }

  async find(callerId: UserId | ApiKeyId, clientIds: readonly string[]): Promise<ClientEvent[]> {
    if (clientIds.length === 0) return [];
    const { marks, padded } = placeholders(clientIds.map(idToBytes));
    return this.events.select(`WHERE caller_id = ? AND client_id IN (${marks})`, [idToBytes(callerId), ...padded]);
  }

  /** If another request has just stored an event with this ID, the transaction is run again and then finds it. */
  async add(event: ClientEvent): Promise<void> {
    await this.events.insert({ ...event, createdAt: NOW }, (error) => {
      if (duplicateKeyOf(error)) throw new ConcurrentChange();
    });
  }
}
