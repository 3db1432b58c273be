import { Entity } from 'typeorm';
import { CountColumn, PrimaryIdColumn, SealedColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

/** Personal information. Each field is sealed separately with the user's key. The first change inserts the row. */
@Entity('users_personal')
export class PersonalEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @SealedColumn(512, { name: 'given_name_sealed', nullable: true }) givenName: Buffer | null;
  @SealedColumn(512, { name: 'family_name_sealed', nullable: true }) familyName: Buffer | null;
  @SealedColumn(64, { name: 'birth_date_sealed', nullable: true }) birthDate: Buffer | null;
  @SealedColumn(4096, { name: 'phone_numbers_sealed', nullable: true }) phoneNumbers: Buffer | null;
  @SealedColumn(64_000, { name: 'addresses_sealed', nullable: true }) addresses: Buffer | null;
  @SealedColumn(64_000, { name: 'attributes_sealed', nullable: true }) attributes: Buffer | null;
  @CountColumn() version: number;
  @TimeColumn({ name: 'updated_at' }) updatedAt: Date;
}
