import { BooleanField, IdField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';

const TITLE = { min: 1, max: 200, visible: true, description: 'The title.', example: 'Water the plants' };
const DETAILS = {
  max: 2000,
  multiline: true,
  nullable: true,
  description: 'Further details; null if there are none.',
  example: 'Twice a week',
};

export class Create__Name__EntryDto {
  @TextField(TITLE)
  title: string;

  @TextField({ ...DETAILS, optional: true })
  details?: string | null;
}

/** A merge patch: absent fields stay unchanged, null removes a field. */
export class Change__Name__EntryDto {
  @TextField({ ...TITLE, optional: true })
  title?: string;

  @TextField({ ...DETAILS, optional: true })
  details?: string | null;
}

export class __Name__EntryDto {
  @IdField({ description: 'The ID of the entry.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @TextField({ ...TITLE, min: 0, visible: false })
  title: string;

  @TextField(DETAILS)
  details: string | null;

  @BooleanField({ description: 'Whether the entry has an attachment.', example: false })
  hasAttachment: boolean;

  @TimeField({ description: 'The time of creation.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({ description: 'The time of the last change.', example: '2026-11-20T20:15:00.000Z' })
  updatedAt: string;
}

export class __Name__EntryListDto {
  @ShapeListField(() => __Name__EntryDto, { maxItems: 100, description: 'The entries, newest first.' })
  items: __Name__EntryDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}
