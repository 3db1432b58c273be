import { Entity } from 'typeorm';
import { CountColumn, ExactTextColumn, PrimaryTextColumn, TimeColumn } from '@platform/persistence/columns';

/** How many stored passwords are of which kind, counted now and then. Empty while all are our own. */
@Entity('auth_password_kind')
export class PasswordKindEntity {
  @PrimaryTextColumn(100) kind: string;
  @CountColumn() accounts: number;
  @ExactTextColumn(512, { nullable: true }) specimen: string | null;
  @TimeColumn({ name: 'counted_at' }) countedAt: Date;
}
