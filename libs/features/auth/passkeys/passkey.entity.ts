import { Entity, Index } from 'typeorm';
import {
  BytesColumn,
  CountColumn,
  ExactTextColumn,
  FlagColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TimeColumn,
} from '@platform/persistence/columns';

/**
 * The public half of a passkey. Neither it nor the credential's id is sealed: both are bytes of chance that say nothing,
 * the id is shown to whoever gives the account's name, and unsealing them would take longer than refusing a decoy.
 */
@Entity('auth_passkey')
@Index('auth_passkey_credential', ['credentialHash'], { unique: true })
@Index('auth_passkey_user', ['userId', 'id'])
export class PasskeyEntity {
  @PrimaryIdColumn() id: string;
  @IdColumn({ name: 'user_id' }) userId: string;
  @HashColumn({ name: 'credential_hash' }) credentialHash: Buffer;
  @BytesColumn(1023, { name: 'credential_id' }) credentialId: Buffer;
  @BytesColumn(1024, { name: 'public_key' }) publicKey: Buffer;
  @CountColumn({ name: 'sign_count' }) signCount: number;
  @ExactTextColumn(64) transports: string;
  @FlagColumn({ name: 'backed_up' }) backedUp: boolean;
  @SealedColumn(512, { name: 'name_sealed' }) nameSealed: Buffer;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'last_used_at', nullable: true }) lastUsedAt: Date | null;
}
