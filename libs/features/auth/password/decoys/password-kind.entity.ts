import { Entity } from 'typeorm';
import { CountColumn, ExactTextColumn, PrimaryTextColumn, TimeColumn } from '@platform/persistence/columns';

/** The number of stored hashes of each kind, counted every hour. Empty if all hashes are native. */
@Entity('auth_password_kind')
export class PasswordKindEntity {
  @PrimaryTextColumn(100) kind: string;
  @CountColumn() accounts: number;
  @ExactTextColumn(512, { nullable: true }) specimen: string | null;
  @TimeColumn({ name: 'counted_at' }) countedAt: Date;
}
