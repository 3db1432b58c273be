import { Entity, Index } from 'typeorm';
import {
  ExactTextColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';
import type { IdentityId } from './identity-id';

/** An identity at a sign-in provider that is linked to an account. */
@Entity('identities_identity')
@Index('identities_identity_subject', ['provider', 'subjectHash'], { unique: true })
@Index('identities_identity_user', ['userId', 'id'])
export class IdentityEntity {
  @PrimaryIdColumn() id: IdentityId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @ExactTextColumn(40) provider: string;
  @HashColumn({ name: 'subject_hash' }) subjectHash: Buffer;
  @SealedColumn(1100, { name: 'subject_sealed' }) subjectSealed: Buffer;
  @SealedColumn(300, { name: 'email_sealed', nullable: true }) emailSealed: Buffer | null;
  @TimeColumn({ name: 'linked_at' }) linkedAt: Date;
  @TimeColumn({ name: 'last_used_at' }) lastUsedAt: Date;
}
