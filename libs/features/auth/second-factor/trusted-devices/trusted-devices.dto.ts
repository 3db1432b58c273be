import { IdField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';

export class TrustedDeviceDto {
  @IdField({ description: 'The device.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @TextField({ max: 120, nullable: true, description: 'What it is.', example: 'Firefox on Linux' })
  device: string | null;

  @TextField({ max: 2, nullable: true, description: 'The country it was trusted from, ISO 3166.', example: 'DE' })
  place: string | null;

  @TimeField({ description: 'Since when it is trusted.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({ description: 'When it last did without the second factor.', example: '2026-11-20T20:15:00.000Z' })
  lastUsedAt: string;

  @TimeField({ description: 'Until when it is trusted.', example: '2026-12-20T20:15:00.000Z' })
  expiresAt: string;
}

export class TrustedDeviceListDto {
  @ShapeListField(() => TrustedDeviceDto, { maxItems: 100, description: 'The devices, newest first.' })
  items: TrustedDeviceDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}
