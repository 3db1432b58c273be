import { BooleanField, ChoiceField, IdField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { NEXT_CURSOR, PageQuery } from '@platform/http/paging/page';
import type { UserId } from '@platform/ids/ids';
import { REQUEST_KINDS, REQUEST_STATES, type RequestKind, type RequestState } from '../privacy-request';

const EXAMPLE_ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
const USER = { description: 'The user who made the request.', example: EXAMPLE_ID };
const KIND = { values: REQUEST_KINDS, description: 'What the user asks for.', example: 'rectification' };
const STATE = { values: REQUEST_STATES, description: 'The state of the request.', example: 'open' };
const NOTE = {
  max: 10_000,
  multiline: true,
  nullable: true,
  description: 'Notes of staff. They are encrypted with the key of the user.',
  example: 'Asked by letter to correct the birth date.',
};
const ASSIGNEE = { nullable: true, description: 'The member of staff who answers it.', example: EXAMPLE_ID };
const DUE = { description: 'The deadline.', example: '2026-12-31T00:00:00.000Z' };

export class NewPrivacyRequestDto {
  @IdField(USER)
  userId: UserId;

  @ChoiceField(KIND)
  kind: RequestKind;

  @TextField({ ...NOTE, optional: true })
  note?: string | null;

  @IdField({ ...ASSIGNEE, optional: true })
  assigneeId?: UserId | null;

  @TimeField({ ...DUE, optional: true, description: 'The deadline; by default `PRIVACY_REQUEST_DAYS` from now.' })
  dueAt?: string;
}

/** A merge patch: absent fields stay unchanged, null removes a field. */
export class ChangePrivacyRequestDto {
  @ChoiceField({ ...STATE, optional: true })
  state?: RequestState;

  @TextField({ ...NOTE, optional: true })
  note?: string | null;

  @IdField({ ...ASSIGNEE, optional: true })
  assigneeId?: UserId | null;

  @TimeField({ ...DUE, optional: true })
  dueAt?: string;
}

export class PrivacyRequestDto {
  @IdField({ description: 'The ID of the request.', example: EXAMPLE_ID })
  id: string;

  @IdField(USER)
  userId: UserId;

  @ChoiceField(KIND)
  kind: RequestKind;

  @ChoiceField(STATE)
  state: RequestState;

  @BooleanField({ description: 'Whether it is open and its deadline has passed.', example: false })
  overdue: boolean;

  @TextField(NOTE)
  note: string | null;

  @IdField(ASSIGNEE)
  assigneeId: UserId | null;

  @TimeField(DUE)
  dueAt: string;

  @TimeField({ description: 'The time at which it was registered.', example: '2026-11-20T20:15:00.000Z' })
  createdAt: string;

  @TimeField({ nullable: true, description: 'The time at which it was closed.', example: null })
  closedAt: string | null;
}

export class PrivacyRequestListDto {
  @ShapeListField(() => PrivacyRequestDto, { maxItems: 100, description: 'The requests, newest first.' })
  items: PrivacyRequestDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class PrivacyRequestsQuery extends PageQuery {
  @ChoiceField({ ...STATE, optional: true, description: 'Returns only requests in this state.' })
  state?: RequestState;

  @IdField({ ...USER, optional: true, description: 'Returns only requests of this user.' })
  userId?: UserId;
}
