import {
  ChoiceField,
  IdField,
  JsonField,
  ShapeField,
  ShapeListField,
  TextField,
  TimeField,
} from '@platform/http/fields/fields';
import { NEXT_CURSOR, PageQuery } from '@platform/http/paging/page';
import { checkShape } from '@platform/http/fields/shape-rules';
import { FieldErrors } from '@platform/errors/platform.errors';

const ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
/** What an app sent with an event of its own. */
export const DETAILS = {
  nullable: true,
  description:
    'Of an event of your app: what it sent as `details`; `{ "hidden": true }` for those who may not read them.',
  example: null,
};
const ACTION = { max: 100, description: 'What happened.', example: 'users.profile_changed' };

export class ActorDto {
  @ChoiceField({
    values: ['self', 'staff', 'app', 'system', 'unknown'],
    description: 'You, somebody who administers, another backend, the product itself, or somebody not signed in.',
    example: 'self',
  })
  kind: 'self' | 'staff' | 'app' | 'system' | 'unknown';
}

export class ActivityDto {
  @IdField({ description: 'The entry.', example: ID })
  id: string;

  @TextField(ACTION)
  action: string;

  @TimeField({ description: 'When.', example: '2026-11-20T20:15:00.000Z' })
  at: string;

  @ShapeField(() => ActorDto, { description: 'Who did it.' })
  actor: ActorDto;

  @IdField({ description: 'Whom it concerns: you.', example: ID })
  subject: string;

  @TextField({ max: 2, nullable: true, description: 'The country it came from, ISO 3166.', example: 'DE' })
  place: string | null;

  @TextField({ max: 120, nullable: true, description: 'What it was done with.', example: 'Firefox on Linux' })
  device: string | null;

  @JsonField({
    description:
      'Each changed field with its value before and after; `{ "hidden": true }` in their place when read with an API key.',
    example: { bio: { before: null, after: 'Hi' } },
  })
  changes: object;

  @JsonField(DETAILS)
  details: object | null;

  @JsonField({ description: 'Further facts, as ids and words; `withKey` is the API key you did it with.', example: {} })
  facts: object;
}

export class ActivityListDto {
  @ShapeListField(() => ActivityDto, { maxItems: 100, description: 'Newest first.' })
  items: ActivityDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class ActivityQuery extends PageQuery {
  @TextField({ ...ACTION, optional: true, description: 'Only this action.' })
  action?: string;
}

export class RecordActivityDto {
  @TextField({
    max: 100,
    pattern: /^app(\.[a-z][a-z0-9_]{0,40}){1,4}$/,
    form: 'app.some_thing_done',
    description: 'What happened in your app; begins with `app.`.',
    example: 'app.order_placed',
  })
  action: string;

  @JsonField({
    optional: true,
    description: 'What is worth keeping of it; at most 4 KiB. Sealed.',
    example: { orderId: 'A-17' },
  })
  details?: object;

  @IdField({
    optional: true,
    description:
      'Whom it concerns. The key of a backend has to say it; a user can leave it out, and name no other user.',
    example: ID,
  })
  subject?: string;
}

const DETAILS_BYTES = 4096;

checkShape(RecordActivityDto, 'details', ({ details }) =>
  details && Buffer.byteLength(JSON.stringify(details)) > DETAILS_BYTES
    ? [{ pointer: '/details', code: FieldErrors.too_long, parameters: { max: DETAILS_BYTES } }]
    : [],
);
