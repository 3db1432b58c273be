import {
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  ShapeListField,
  TextField,
  TimeField,
  TimeFilterField,
} from '@platform/http/fields/fields';
import { NEXT_CURSOR, PAGE_CURSOR, PAGE_LIMIT, PageQuery } from '@platform/http/paging/page';
import { DETAILS } from '../activity/activity.dto';

const SINCE = { optional: true, description: 'From this moment on.' };
const UNTIL = { optional: true, description: 'Before this moment, so until a date leaves that day out.' };

const ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';

export class AuditEntryDto {
  @IdField({ description: 'The entry.', example: ID })
  id: string;

  @TimeField({ description: 'When.', example: '2026-11-20T20:15:00.000Z' })
  at: string;

  @TextField({ max: 100, description: 'What happened.', example: 'users.state_changed' })
  action: string;

  @ChoiceField({ values: ['user', 'app', 'system', 'unknown'], description: 'What kind of actor.', example: 'user' })
  actorKind: 'user' | 'app' | 'system' | 'unknown';

  @IdField({ nullable: true, description: 'The user who acted, or the API key of the app that did.', example: ID })
  actorId: string | null;

  @IdField({ nullable: true, description: 'Whom the actor stood in for.', example: null })
  onBehalfOf: string | null;

  @IdField({ nullable: true, description: 'The user concerned.', example: ID })
  subjectId: string | null;

  @IdField({ nullable: true, description: 'The request, as in the log and in problems.', example: ID })
  requestId: string | null;

  @TextField({
    max: 60,
    nullable: true,
    description: 'The network it came from; null without `personal.read`.',
    example: '203.0.113.7',
  })
  network: string | null;

  @TextField({ max: 2, nullable: true, description: 'The country it came from, ISO 3166.', example: 'DE' })
  place: string | null;

  @TextField({ max: 120, nullable: true, description: 'What it was done with.', example: 'Firefox on Linux' })
  device: string | null;

  @JsonField({
    description:
      'Each changed field with its value before and after, or `{ "hidden": true }` where the caller may not read that field: names, bio and state need `users.read`, everything personal `personal.read`, a custom attribute also its `x-access`. Empty once the user is erased.',
    example: { bio: { before: null, after: 'Hi' }, familyName: { hidden: true } },
  })
  changes: object;

  @JsonField(DETAILS)
  details: object | null;

  @JsonField({
    description: 'Further facts, as ids and words; `withKey` is the API key a user did it with.',
    example: { from: 'active', to: 'suspended' },
  })
  facts: object;
}

export class AuditListDto {
  @ShapeListField(() => AuditEntryDto, { maxItems: 100, description: 'Newest first.' })
  items: AuditEntryDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

/** Which entries are meant, for reading in pages and for the export alike. */
export class AuditFilterQuery {
  @IdField({ optional: true, description: 'Only what concerns this user.' })
  subjectId?: string;

  @IdField({ optional: true, description: 'Only what this user, or the app with this API key, did.' })
  actorId?: string;

  @TextField({ max: 100, optional: true, description: 'Only this action.', example: 'auth.signed_in' })
  action?: string;

  @TimeFilterField(SINCE)
  since?: string;

  @TimeFilterField(UNTIL)
  until?: string;
}

export class UserActivityQuery extends PageQuery {
  @TextField({ max: 100, optional: true, description: 'Only this action.', example: 'auth.signed_in' })
  action?: string;

  @TimeFilterField(SINCE)
  since?: string;

  @TimeFilterField(UNTIL)
  until?: string;
}

export class AuditQuery extends AuditFilterQuery {
  @IntegerField(PAGE_LIMIT)
  limit?: number = 20;

  @TextField(PAGE_CURSOR)
  cursor?: string;
}

export class AuditExportQuery extends AuditFilterQuery {
  @ChoiceField({ values: ['ndjson', 'csv'], optional: true, description: 'How to write it.', example: 'ndjson' })
  format?: 'ndjson' | 'csv' = 'ndjson';
}
