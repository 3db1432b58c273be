import { Entity, Index } from 'typeorm';
import {
  BytesColumn,
  CountColumn,
  FlagColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TimeColumn,
  WordsColumn,
} from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';
import type { PasskeyId } from './passkey-id';

/**
 * The public key of a passkey. Neither it nor the credential ID is sealed: both are random, the ID is returned to
 * anyone who enters the account name, and unsealing would take longer than answering with a decoy.
 */
@Entity('auth_passkey')
@Index('auth_passkey_credential', ['credentialHash'], { unique: true })
@Index('auth_passkey_user', ['userId', 'id'])
export class PasskeyEntity {
  @PrimaryIdColumn() id: PasskeyId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @HashColumn({ name: 'credential_hash' }) credentialHash: Buffer;
  @BytesColumn(1023, { name: 'credential_id' }) credentialId: Buffer;
  @BytesColumn(1024, { name: 'public_key' }) publicKey: Buffer;
  @CountColumn({ name: 'sign_count' }) signCount: number;
  @WordsColumn(64) transports: readonly string[];
  @FlagColumn({ name: 'backed_up' }) backedUp: boolean;
  @SealedColumn(512, { name: 'name_sealed' }) nameSealed: Buffer;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'last_used_at', nullable: true }) lastUsedAt: Date | null;
}
