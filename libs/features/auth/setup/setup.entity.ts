import { Entity } from 'typeorm';
import { HashColumn, PrimarySmallColumn, TimeColumn } from '@platform/persistence/columns';

/** At most one row: the one-time secret of the first administrator. */
@Entity('auth_setup')
export class SetupEntity {
  @PrimarySmallColumn() id: number;
  @HashColumn({ name: 'token_hash' }) tokenHash: Buffer;
  @TimeColumn({ name: 'expires_at' }) expiresAt: Date;
}
