import {
  BooleanField,
  ChoiceField,
  IdField,
  JsonField,
  ShapeField,
  ShapeListField,
  TextField,
  TimeField,
} from '@platform/http/fields/fields';
import { NEXT_CURSOR, PageQuery } from '@platform/http/paging/page';

const ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
/** The details that an app sent with its own event. */
export const DETAILS = {
  nullable: true,
  description:
    'The `details` that your app sent with the event, or `{ "hidden": true }` if you are not allowed to read them.',
  example: null,
};
export const PROVEN = {
  description: 'Whether a signed checkpoint contains the entry, so that its proof can be read.',
  example: true,
};
const ACTION = { max: 100, description: 'The type of event.', example: 'users.profile_changed' };

export class ActorDto {
  @ChoiceField({
    values: ['self', 'other', 'staff', 'app', 'system', 'unknown'],
    description:
      'The kind of actor: you, another user whom the event also concerns, an administrator, an app, the system, or an unauthenticated caller.',
    example: 'self',
  })
  kind: 'self' | 'other' | 'staff' | 'app' | 'system' | 'unknown';
}

export class ActivityDto {
  @IdField({ description: 'The ID of the entry.', example: ID })
  id: string;

  @TextField(ACTION)
  action: string;

  @BooleanField(PROVEN)
  proven: boolean;

  @TimeField({ description: 'The time of the event.', example: '2026-11-20T20:15:00.000Z' })
  at: string;

  @ShapeField(() => ActorDto, { description: 'The actor.' })
  actor: ActorDto;

  @IdField({ description: 'The user concerned: you.', example: ID })
  subject: string;

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
      'The changed fields with their values before and after the change. For API keys, the values are replaced by `{ "hidden": true }`.',
    example: { bio: { before: null, after: 'Hi' } },
  })
  changes: object;

  @JsonField(DETAILS)
  details: object | null;

  @JsonField({ description: 'Further facts as IDs and words. `withKey` is the API key that was used.', example: {} })
  facts: object;
}

export class ActivityListDto {
  @ShapeListField(() => ActivityDto, { maxItems: 100, description: 'The entries, newest first.' })
  items: ActivityDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class ActivityQuery extends PageQuery {
  @TextField({ ...ACTION, optional: true, description: 'Returns only events of this type.' })
  action?: string;
}
