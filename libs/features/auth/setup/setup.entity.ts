import { Entity } from 'typeorm';
import { HashColumn, PrimarySmallColumn, TimeColumn } from '@platform/persistence/columns';

/** The current setup token. The table has at most one row. */
@Entity('auth_setup')
export class SetupEntity {
  @PrimarySmallColumn() id: number;
  @HashColumn({ name: 'token_hash' }) tokenHash: Buffer;
  @TimeColumn({ name: 'expires_at' }) expiresAt: Date;
}
