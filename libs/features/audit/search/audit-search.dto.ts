import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  ShapeListField,
  TextField,
  TextListField,
  TimeField,
  TimeFilterField,
} from '@platform/http/fields/fields';
import { NEXT_CURSOR, PAGE_CURSOR, PAGE_LIMIT, PageQuery } from '@platform/http/paging/page';
import { DETAILS, PROVEN } from '../activity/activity.dto';

const SINCE = { optional: true, description: 'Returns only entries from this time on.' };
const UNTIL = { optional: true, description: 'Returns only entries before this time.' };

const ORDER = {
  values: ['newest', 'oldest'],
  optional: true,
  description: 'Which entries come first: the newest (the default) or the oldest.',
  example: 'newest',
};

const ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';

export class AuditEntryDto {
  @IdField({ description: 'The ID of the entry.', example: ID })
  id: string;

  @IntegerField({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    nullable: true,
    description: 'The position in the log; null for a moment after the event.',
    example: 1204,
  })
  position: number | null;

  @BooleanField(PROVEN)
  proven: boolean;

  @TimeField({ description: 'The time of the event.', example: '2026-11-20T20:15:00.000Z' })
  at: string;

  @TextField({ max: 100, description: 'The type of event.', example: 'users.state_changed' })
  action: string;

  @IntegerField({ min: 1, max: 255, description: 'The version of the facts and changes of this type.', example: 1 })
  version: number;

  @ChoiceField({ values: ['user', 'app', 'system', 'unknown'], description: 'The kind of actor.', example: 'user' })
  actorKind: 'user' | 'app' | 'system' | 'unknown';

  @IdField({ nullable: true, description: 'The user who acted, or the API key of the app that acted.', example: ID })
  actorId: string | null;

  @IdField({ nullable: true, description: 'The user on whose behalf the actor acted.', example: null })
  onBehalfOf: string | null;

  @IdField({ nullable: true, description: 'The user concerned.', example: ID })
  subjectId: string | null;

  @TextListField({ maxItems: 100, max: 36, description: 'The IDs of other users concerned.', example: [] })
  otherSubjects: readonly string[];

  @IdField({ nullable: true, description: 'The ID of the request, as in logs and error responses.', example: ID })
  requestId: string | null;

  @TextField({
    max: 60,
    nullable: true,
    description: 'The IP network of the request; null without `personal.read`.',
    example: '203.0.113.7',
  })
  network: string | null;

  @TextField({ max: 2, nullable: true, description: 'The country of the request, as an ISO 3166 code.', example: 'DE' })
  place: string | null;

  @TextField({
    max: 120,
    nullable: true,
    description: 'The browser and operating system.',
    example: 'Firefox on Linux',
  })
  device: string | null;

  @JsonField({
    description:
      'The changed fields with their values before and after the change, or `{ "hidden": true }` for fields that you are not allowed to read. Names, bio and state require `users.read`, personal information requires `personal.read`, and custom attributes also require their `x-access`. Empty once the user has been erased.',
    example: { bio: { before: null, after: 'Hi' }, familyName: { hidden: true } },
  })
  changes: object;

  @JsonField(DETAILS)
  details: object | null;

  @JsonField({
    description: 'Further facts as IDs and words. `withKey` is the API key that the user used.',
    example: { from: 'active', to: 'suspended' },
  })
  facts: object;
}

export class EventPageDto {
  @ShapeListField(() => AuditEntryDto, { maxItems: 100, description: 'The events, in the order of the log.' })
  items: AuditEntryDto[];

  @IntegerField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description:
      'All events up to this position are in this page or earlier ones. Use it as `after` for the next page.',
    example: 1204,
  })
  position: number;

  @IntegerField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description: 'The position of the newest event.',
    example: 1310,
  })
  newest: number;
}

export class EventsQuery {
  @IntegerField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
    fromQuery: true,
    description: 'Returns only events after this position.',
    example: 1204,
  })
  after?: number = 0;

  @IntegerField(PAGE_LIMIT)
  limit?: number = 20;
}

export class AuditListDto {
  @ShapeListField(() => AuditEntryDto, {
    maxItems: 100,
    description: 'The entries, newest first unless `order` is `oldest`.',
  })
  items: AuditEntryDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

/** The filters that the search and the export share. */
export class AuditFilterQuery {
  @IdField({ optional: true, description: 'Returns only entries that concern this user.' })
  subjectId?: string;

  @IdField({ optional: true, description: 'Returns only entries of this user or of the app with this API key.' })
  actorId?: string;

  @TextField({ max: 100, optional: true, description: 'Returns only events of this type.', example: 'auth.signed_in' })
  action?: string;

  @TimeFilterField(SINCE)
  since?: string;

  @TimeFilterField(UNTIL)
  until?: string;
}

export class UserActivityQuery extends PageQuery {
  @ChoiceField(ORDER)
  order?: 'newest' | 'oldest';

  @TextField({ max: 100, optional: true, description: 'Returns only events of this type.', example: 'auth.signed_in' })
  action?: string;

  @TimeFilterField(SINCE)
  since?: string;

  @TimeFilterField(UNTIL)
  until?: string;
}

export class AuditQuery extends AuditFilterQuery {
  @ChoiceField(ORDER)
  order?: 'newest' | 'oldest';

  @IntegerField(PAGE_LIMIT)
  limit?: number = 20;

  @TextField(PAGE_CURSOR)
  cursor?: string;
}

export class AuditExportQuery extends AuditFilterQuery {
  @ChoiceField({
    values: ['ndjson', 'csv'],
    optional: true,
    description: 'The format of the export.',
    example: 'ndjson',
  })
  format?: 'ndjson' | 'csv' = 'ndjson';
}
