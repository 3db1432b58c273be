import { BooleanField, IntegerField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { MAX_COUNTED } from './retention.repository';

const MAX_ROWS = Number.MAX_SAFE_INTEGER;

export class RetentionDto {
  @TextField({ max: 60, description: 'The part of the product that keeps the rows.', example: 'auth.sessions' })
  provider: string;

  @TextField({ max: 64, description: 'The table.', example: 'auth_session' })
  table: string;

  @TextField({
    max: 300,
    description: 'How long rows are kept.',
    example: 'until 90 days after the expiry of the session',
  })
  kept: string;

  @IntegerField({ min: 0, max: 99_999, description: 'The number of days.', example: 90 })
  days: number;

  @BooleanField({ description: 'Whether the setting `RETENTION` can change the number of days.', example: true })
  isAdjustable: boolean;

  @IntegerField({
    min: 0,
    max: MAX_COUNTED,
    description: `The rows that the next run deletes, counted up to ${MAX_COUNTED.toLocaleString('en')}. Rows of users with a legal hold are kept.`,
    example: 12,
  })
  due: number;

  @TimeField({ nullable: true, description: 'The time of the oldest row that the next run deletes.' })
  oldest: string | null;

  @TimeField({ nullable: true, description: 'The time of the last run.' })
  lastRunAt: string | null;

  @IntegerField({ min: 0, max: MAX_ROWS, description: 'The rows that the last run deleted.', example: 3 })
  lastDeleted: number;

  @IntegerField({ min: 0, max: MAX_ROWS, description: 'The rows that all runs deleted.', example: 1204 })
  totalDeleted: number;
}

export class RetentionListDto {
  @ShapeListField(() => RetentionDto, { maxItems: 500, description: 'The tables whose rows have a retention.' })
  items: RetentionDto[];
}
