import { Entity } from 'typeorm';
import { PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

/** An account whose second factor is a code that is sent to its verified phone number. */
@Entity('auth_sms_factor')
export class SmsFactorEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
