import { Entity, Index } from 'typeorm';
import { CountColumn, PrimaryIdColumn, SealedColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

/** The shared secret of an authenticator app. It is active after its first valid code. */
@Entity('auth_totp')
@Index('auth_totp_unconfirmed', ['confirmedAt', 'createdAt'])
export class TotpEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @SealedColumn(128, { name: 'secret_sealed' }) secretSealed: Buffer;
  @CountColumn({ name: 'last_step' }) lastStep: number;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'confirmed_at', nullable: true }) confirmedAt: Date | null;
}
