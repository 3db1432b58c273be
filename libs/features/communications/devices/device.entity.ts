import { Entity, Index } from 'typeorm';
import type { Id, SessionId, UserId } from '@platform/ids/ids';
import {
  ExactTextColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { DeviceKind } from './device-address';

export type DeviceId = Id<'device'>;

/** A browser or an app that receives push notifications of one user. */
@Entity('communications_device')
@Index('communications_device_address', ['addressHash'], { unique: true })
@Index('communications_device_user', ['userId', 'id'])
@Index('communications_device_session', ['sessionId'])
export class DeviceEntity {
  @PrimaryIdColumn() id: DeviceId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  /** The session that registered it, and with which it ends; null if an API key did. */
  @IdColumn({ name: 'session_id', nullable: true }) sessionId: SessionId | null;
  @ExactTextColumn(8) kind: DeviceKind;
  /** Of the endpoint or token, so that each is registered for one user only. */
  @HashColumn({ name: 'address_hash' }) addressHash: Buffer;
  /** The address and the name. */
  @SealedColumn(8192, { name: 'content_sealed' }) contentSealed: Buffer;
  @TimeColumn({ name: 'registered_at' }) registeredAt: Date;
}
