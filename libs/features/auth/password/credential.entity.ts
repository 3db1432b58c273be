import { Entity, Index } from 'typeorm';
import { ExactTextColumn, PrimaryIdColumn, TextColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

@Entity('auth_credential')
@Index('auth_credential_pepper', ['pepperId'])
export class CredentialEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @ExactTextColumn(512, { name: 'password_hash' }) passwordHash: string;
  @TextColumn(64, { name: 'pepper_id', nullable: true }) pepperId: string | null;
  @TimeColumn({ name: 'changed_at' }) changedAt: Date;
}
