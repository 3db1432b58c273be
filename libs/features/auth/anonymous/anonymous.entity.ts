import { Entity } from 'typeorm';
import { PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';

/** An account without anything to come in with: all there is is the session it began with. */
@Entity('auth_anonymous')
export class AnonymousEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: string;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
