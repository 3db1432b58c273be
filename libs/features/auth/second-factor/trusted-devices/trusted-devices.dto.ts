import { IdField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';

export class TrustedDeviceDto {
  @IdField({ description: 'The ID of the device.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @TextField({
    max: 120,
    nullable: true,
    description: 'The browser and operating system.',
    example: 'Firefox on Linux',
  })
  device: string | null;

  @TextField({
    max: 2,
    nullable: true,
    description: 'The country in which the device was trusted, as an ISO 3166 code.',
    example: 'DE',
  })
  place: string | null;

  @TimeField({ description: 'The time at which the device was trusted.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({
    description: 'The time of the last sign-in without a second factor.',
    example: '2026-11-20T20:15:00.000Z',
  })
  lastUsedAt: string;

  @TimeField({ description: 'The time at which the trust expires.', example: '2026-12-20T20:15:00.000Z' })
  expiresAt: string;
}

export class TrustedDeviceListDto {
  @ShapeListField(() => TrustedDeviceDto, { maxItems: 100, description: 'The trusted devices, newest first.' })
  items: TrustedDeviceDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}
