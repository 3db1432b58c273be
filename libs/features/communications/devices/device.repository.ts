import { Injectable } from '@nestjs/common';
import { idFromBytes, idToBytes, type SessionId, type UserId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { retryIfDuplicate } from '@platform/persistence/failures';
import { Table } from '@platform/persistence/table';
import { DeviceEntity, type DeviceId } from './device.entity';

export type Device = Readonly<DeviceEntity>;

@Injectable()
export class DeviceRepository {
  private readonly devices: Table<DeviceEntity>;

  constructor(private readonly database: Database) {
    this.devices = new Table(database, DeviceEntity);
  }

  find(id: DeviceId): Promise<Device | undefined> {
    return this.devices.read({ id });
  }

  /** Locks the device with this address until the transaction ends. */
  lockAddress(addressHash: Buffer): Promise<Device | undefined> {
    return this.devices.selectOne('WHERE address_hash = ? FOR UPDATE', [addressHash]);
  }

  /** Newest first. Their number is limited. */
  ofUser(userId: UserId): Promise<Device[]> {
    return this.devices.select('WHERE user_id = ? ORDER BY registered_at DESC, id DESC', [idToBytes(userId)]);
  }

  add(device: Device): Promise<void> {
    return this.devices.insert(device, retryIfDuplicate);
  }

  change({ id, ...changes }: Pick<Device, 'id' | 'sessionId' | 'contentSealed' | 'registeredAt'>): Promise<void> {
    return this.devices.update({ id }, changes);
  }

  remove(id: DeviceId): Promise<void> {
    return this.devices.remove({ id });
  }

  async removeOfSessions(sessionIds: readonly SessionId[]): Promise<void> {
    await this.devices.removeAll('sessionId', sessionIds);
  }

  /** Returns up to `limit` sessions with devices, after this one. */
  async sessionsAfter(after: SessionId | undefined, limit: number): Promise<SessionId[]> {
    const rows = await this.database.rows<{ session: Buffer }>(
      `SELECT DISTINCT session_id AS session FROM communications_device
       WHERE session_id > ? ORDER BY session_id LIMIT ${Math.trunc(limit)}`,
      [after === undefined ? Buffer.alloc(16) : idToBytes(after)],
    );
    return rows.map(({ session }) => idFromBytes<SessionId>(session));
  }
}
