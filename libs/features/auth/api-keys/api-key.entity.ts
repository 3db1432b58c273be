import { Entity, Index } from 'typeorm';
import {
  ExactTextColumn,
  HashColumn,
  IdColumn,
  JsonColumn,
  PrimaryIdColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId, ApiKeyId } from '@platform/ids/ids';

/** The API key of a user or, without a user ID, of a backend. */
@Entity('auth_api_key')
@Index('auth_api_key_hash', ['keyHash'], { unique: true })
@Index('auth_api_key_user', ['userId', 'id'])
@Index('auth_api_key_expires', ['expiresAt'])
export class ApiKeyEntity {
  @PrimaryIdColumn() id: ApiKeyId;
  @HashColumn({ name: 'key_hash' }) keyHash: Buffer;
  @IdColumn({ name: 'user_id', nullable: true }) userId: UserId | null;
  @IdColumn({ name: 'made_by' }) madeBy: UserId;
  @TextColumn(100) name: string;
  /** The first characters, to distinguish keys. */
  @ExactTextColumn(9) prefix: string;
  /** The scopes of a user's key, or the permissions of a backend's key. */
  @JsonColumn() rights: string[];
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'expires_at' }) expiresAt: Date;
  @TimeColumn({ name: 'last_used_at', nullable: true }) lastUsedAt: Date | null;
}
