import { Entity } from 'typeorm';
import { PrimaryHashColumn, PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

/** A recovery code. Used codes stay until new ones are created. */
@Entity('auth_recovery_code')
export class RecoveryCodeEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @PrimaryHashColumn({ name: 'code_hash' }) codeHash: Buffer;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'used_at', nullable: true }) usedAt: Date | null;
}
