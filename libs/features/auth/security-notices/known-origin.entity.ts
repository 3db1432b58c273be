import { Entity } from 'typeorm';
import { PrimaryIdColumn, SealedColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

@Entity('auth_known_origin')
export class KnownOriginEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @SealedColumn(4096, { name: 'seen_sealed' }) seenSealed: Buffer;
}
