import { Entity, Index } from 'typeorm';
import { CountColumn, PrimaryHashColumn, PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

@Entity('auth_attempt')
@Index('auth_attempt_ends', ['endsAt'])
export class AttemptEntity {
  @PrimaryHashColumn() bucket: Buffer;
  @CountColumn() attempts: number;
  @TimeColumn({ name: 'ends_at' }) endsAt: Date;
}

@Entity('auth_known_network')
@Index('auth_known_network_seen', ['seenAt'])
export class KnownNetworkEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @PrimaryHashColumn({ name: 'network_hash' }) networkHash: Buffer;
  @TimeColumn({ name: 'seen_at' }) seenAt: Date;
}
