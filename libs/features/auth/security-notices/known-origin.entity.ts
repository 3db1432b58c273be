import { Entity } from 'typeorm';
import { PrimaryIdColumn, SealedColumn } from '@platform/persistence/columns';

@Entity('auth_known_origin')
export class KnownOriginEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: string;
  @SealedColumn(4096, { name: 'seen_sealed' }) seenSealed: Buffer;
}
