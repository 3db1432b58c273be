import { ChoiceField, IdField, IntegerField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';
import type { ExportId } from '../archive/export-id';
import { EXPORT_STATES, type ExportState } from '../store/export.entity';

export class ExportDto {
  @IdField({ description: 'The ID of the export.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: ExportId;

  @ChoiceField({
    values: EXPORT_STATES,
    description:
      '`pending` while it is built, `ready` to be downloaded, `failed`, or `expired` once its file is deleted.',
    example: 'pending',
  })
  state: ExportState;

  @TimeField({ description: 'The time of the request.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @IntegerField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    nullable: true,
    description: 'The size of the archive in bytes, once it is ready.',
    example: null,
  })
  size: number | null;

  @TextField({
    max: 64,
    pattern: /^[0-9a-f]{64}$/,
    nullable: true,
    description: 'The SHA-256 hash of the archive, once it is ready.',
    example: null,
  })
  sha256: string | null;

  @TimeField({ nullable: true, description: 'The time at which its file is deleted.', example: null })
  expiresAt: string | null;
}

export class ExportListDto {
  @ShapeListField(() => ExportDto, { maxItems: 100, description: 'The exports, newest first.' })
  items: ExportDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}
