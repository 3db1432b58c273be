import { Entity, Index } from 'typeorm';
import { HashColumn, IdColumn, PrimaryIdColumn, SealedColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';
import type { TrustedDeviceId } from './trusted-device-id';

/** A device that needs no second factor for a limited time. */
@Entity('auth_trusted_device')
@Index('auth_trusted_device_token', ['tokenHash'], { unique: true })
@Index('auth_trusted_device_user', ['userId', 'id'])
@Index('auth_trusted_device_expires', ['expiresAt'])
export class TrustedDeviceEntity {
  @PrimaryIdColumn() id: TrustedDeviceId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @HashColumn({ name: 'token_hash' }) tokenHash: Buffer;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'last_used_at' }) lastUsedAt: Date;
  @TimeColumn({ name: 'expires_at' }) expiresAt: Date;
  @SealedColumn(1024, { name: 'origin_sealed' }) originSealed: Buffer;
}
