import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  DateColumn,
  ExactTextColumn,
  FlagColumn,
  HashColumn,
  IdColumn,
  PrimaryHashColumn,
  PrimaryIdColumn,
  SealedColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';
import type { AccountState } from '../account-state';

@Entity('users_account')
@Index('users_account_username', ['username'], { unique: true })
@Index('users_account_state', ['state', 'id'])
@Index('users_account_state_username', ['state', 'username'])
@Index('users_account_suspended_until', ['suspendedUntil'])
@Index('users_account_avatar', ['avatarFile'])
@Index('users_account_display_name', ['displayNameKey', 'id'])
@Index('users_account_created', ['createdAt', 'id'])
@Index('users_account_last_active', ['lastActiveOn', 'id'])
export class AccountEntity {
  @PrimaryIdColumn() id: UserId;
  @ExactTextColumn(30, { nullable: true }) username: string | null;
  @TextColumn(100, { name: 'display_name', nullable: true }) displayName: string | null;
  @TextColumn(500, { nullable: true }) bio: string | null;
  @TextColumn(35) locale: string;
  @ExactTextColumn(64, { name: 'avatar_file', nullable: true }) avatarFile: string | null;
  @SealedColumn(320, { name: 'email_sealed', nullable: true }) emailSealed: Buffer | null;
  @FlagColumn({ name: 'email_verified' }) emailVerified: boolean;
  /** Whether an administrator made the last change of the address or its verification. */
  @FlagColumn({ name: 'email_by_admin', default: 0 }) emailByAdmin: boolean;
  @ExactTextColumn(16) state: AccountState;
  @CountColumn() version: number;
  /** Incremented by changes that affect sign-in but are not part of the account. */
  @CountColumn({ name: 'lock_version', default: 0 }) lockVersion: number;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'updated_at' }) updatedAt: Date;
  @TimeColumn({ name: 'suspended_until', nullable: true }) suspendedUntil: Date | null;
  /** The search key of the display name: empty without a display name, null until a job has filled it. */
  @ExactTextColumn(200, { name: 'display_name_key', nullable: true }) displayNameKey: string | null;
  @DateColumn({ name: 'last_active_on', nullable: true }) lastActiveOn: string | null;
}

/** One row for each active blind-index key, so that addresses stay unique while the key is rotated. */
@Entity('users_email_index')
@Index('users_email_index_user', ['userId'])
@Index('users_email_index_key', ['keyId', 'userId'])
@Index('users_email_index_domain', ['domainIndex', 'userId'])
export class EmailIndexEntity {
  @PrimaryHashColumn({ name: 'email_index' }) emailIndex: Buffer;
  @TextColumn(64, { name: 'key_id' }) keyId: string;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  /** Uses the same key; null until a job has filled it. */
  @HashColumn({ name: 'domain_index', nullable: true }) domainIndex: Buffer | null;
}
