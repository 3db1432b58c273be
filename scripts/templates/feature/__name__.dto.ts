import { IdField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';

const TEXT = { min: 1, max: 500, multiline: true, description: 'The text of the entry.', example: 'Water the plants' };

export class Add__Name__EntryDto {
  @TextField(TEXT)
  text: string;
}

export class __Name__EntryDto {
  @IdField({ description: 'The entry.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @TextField({ ...TEXT, min: 0 })
  text: string;

  @TimeField({ description: 'The time of creation.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;
}

export class __Name__EntryListDto {
  @ShapeListField(() => __Name__EntryDto, { maxItems: 100, description: 'Newest first.' })
  items: __Name__EntryDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}
