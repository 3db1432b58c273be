import { Entity } from 'typeorm';
import { PrimaryHashColumn, PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';

/** A code on paper, for when the app is lost. Used ones stay until new ones are made. */
@Entity('auth_recovery_code')
export class RecoveryCodeEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: string;
  @PrimaryHashColumn({ name: 'code_hash' }) codeHash: Buffer;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'used_at', nullable: true }) usedAt: Date | null;
}
