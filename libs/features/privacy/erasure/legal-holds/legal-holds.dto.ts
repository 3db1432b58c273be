import { IdField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import type { UserId } from '@platform/ids/ids';
import { NEXT_CURSOR, PageQuery } from '@platform/http/paging/page';

const EXAMPLE = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
const USER = { description: 'The user whose data must not be erased.', example: EXAMPLE };
const REASON = {
  min: 1,
  max: 500,
  description: 'The reason. Staff see it, the user does not.',
  example: 'Court order 12 O 345/26.',
};

export class NewLegalHoldDto {
  @IdField(USER)
  userId: UserId;

  @TextField(REASON)
  reason: string;
}

export class LegalHoldDto {
  @IdField({ description: 'The ID of the hold.', example: EXAMPLE })
  id: string;

  @IdField(USER)
  userId: string;

  @TextField(REASON)
  reason: string;

  @IdField({ description: 'The user who placed the hold, or the API key of the app that did.', example: EXAMPLE })
  heldBy: string;

  @TimeField({ description: 'The start of the hold.', example: '2026-11-20T20:15:00.000Z' })
  since: string;
}

export class LegalHoldListDto {
  @ShapeListField(() => LegalHoldDto, { maxItems: 100, description: 'The holds, newest first.' })
  items: LegalHoldDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class LegalHoldsQuery extends PageQuery {
  @IdField({ ...USER, optional: true, description: 'Only holds on this user.' })
  userId?: UserId;
}
