import { IdField, IntegerField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';
import { NAMESPACE } from '../preference-names.rule';

const COUNT = { min: 0, max: 4_294_967_295 };

export class PreferenceMigrationDto {
  @TextField({ max: 40, pattern: NAMESPACE, description: 'The namespace.', example: 'board' })
  namespace: string;

  @IntegerField({ ...COUNT, description: 'The newest version of the schema.', example: 2 })
  version: number;

  @IntegerField({
    ...COUNT,
    description: 'The number of documents that have not been migrated to this version yet.',
    example: 0,
  })
  pending: number;

  @IntegerField({ ...COUNT, description: 'The number of values that did not match this version.', example: 0 })
  misfits: number;
}

export class PreferenceMisfitDto {
  @IdField({ description: 'The ID of the entry.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @IdField({ description: 'The user whose value did not match.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  userId: string;

  @IntegerField({ ...COUNT, description: 'The version of the schema.', example: 2 })
  schemaVersion: number;

  @TextField({
    max: 500,
    description: 'A pointer to the value. Empty for an error of the whole document, which is kept as it was.',
    example: '/layout',
  })
  pointer: string;

  @TextField({ max: 100, description: 'The code of the validation error.', example: 'field.not_allowed_value' })
  code: string;

  @TextField({ max: 40, description: 'The keyword of the schema.', example: 'enum' })
  keyword: string;

  @TimeField({ description: 'The time at which the value was reset.', example: '2026-11-20T20:15:00.000Z' })
  at: string;
}

export class PreferenceMisfitListDto {
  @ShapeListField(() => PreferenceMisfitDto, { maxItems: 100, description: 'The values, newest first.' })
  items: PreferenceMisfitDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}
