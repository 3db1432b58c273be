import { Entity } from 'typeorm';
import { PrimaryExactTextColumn, SizeColumn, TimeColumn } from '@platform/persistence/columns';

/** The last run of the retention for a table. */
@Entity('privacy_retention')
export class RetentionRunEntity {
  @PrimaryExactTextColumn(64, { name: 'table_name' }) table: string;
  @TimeColumn({ name: 'ran_at' }) ranAt: Date;
  @SizeColumn() deleted: number;
  @SizeColumn() total: number;
}
