import { Entity } from 'typeorm';
import { PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

/** An account without a sign-in method, which only has its first session. */
@Entity('auth_anonymous')
export class AnonymousEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
