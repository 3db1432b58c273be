import { BooleanField, IdField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR } from '@platform/http/paging/page';

export class SessionDto {
  @IdField({ description: 'The ID of the session.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @BooleanField({ description: 'Whether this is the current session.', example: true })
  current: boolean;

  @TextField({
    max: 120,
    nullable: true,
    description: 'The browser and operating system of the sign-in.',
    example: 'Firefox on Linux',
  })
  device: string | null;

  @TextField({ max: 2, nullable: true, description: 'The country of the network, as an ISO 3166 code.', example: 'DE' })
  place: string | null;

  @TimeField({ description: 'The time of the sign-in.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({ description: 'The time of the last refresh.', example: '2026-11-20T20:15:00.000Z' })
  lastUsedAt: string;
}

export class SessionListDto {
  @ShapeListField(() => SessionDto, { maxItems: 100, description: 'The sessions, newest first.' })
  items: SessionDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}
