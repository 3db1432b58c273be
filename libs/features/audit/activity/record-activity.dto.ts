import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import { IdField, JsonField, ShapeListField, TextField } from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { ACTIVITY_TYPE } from '../activity-type-name.rule';
import { AuditFieldErrors } from '../audit.errors';

const MAX_EVENTS = 100;
const DETAILS_BYTES = 4096;
const ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
const ACTION = {
  ...ACTIVITY_TYPE,
  form: 'app.some_thing_done',
  description: 'The type of the event in your app. It begins with `app.`.',
  example: 'app.order_placed',
};
const DETAILS = {
  optional: true,
  description:
    'Details of the event, at most 4 KiB. They are stored encrypted. If the type has a schema, they must match it.',
  example: { orderId: 'A-17' },
};
const SUBJECT = {
  optional: true,
  description:
    'The user concerned. Required for app keys. A signed-in user can omit it, and needs `activity.write` to specify another user.',
  example: ID,
};
const CLIENT_ID = {
  optional: true,
  description:
    'An ID that your app creates, in lower case. An event with the same ID from the same user or API key is stored once within 7 days, and returns the same response.',
};

export class ActivityEventDto {
  @IdField(CLIENT_ID)
  id?: string;

  @TextField(ACTION)
  action: string;

  @JsonField(DETAILS)
  details?: object;

  @IdField(SUBJECT)
  subject?: string;
}

/** One event, or a list of events. */
export class RecordActivityDto {
  @IdField(CLIENT_ID)
  id?: string;

  @TextField({ ...ACTION, optional: true, description: `${ACTION.description} Required without \`events\`.` })
  action?: string;

  @JsonField(DETAILS)
  details?: object;

  @IdField(SUBJECT)
  subject?: string;

  @ShapeListField(() => ActivityEventDto, {
    optional: true,
    maxItems: MAX_EVENTS,
    description: 'Several events, instead of the other fields. All of them are stored, or none.',
  })
  events?: ActivityEventDto[];
}

export class RecordedEventDto {
  @IdField({ description: 'The ID of the entry in the activity log.', example: ID })
  id: string;
}

export class RecordedActivityDto {
  @ShapeListField(() => RecordedEventDto, {
    maxItems: MAX_EVENTS,
    description: 'The entries, in the order of the events.',
  })
  items: RecordedEventDto[];
}

checkShape(RecordActivityDto, 'one-or-many', ({ events }, sent) => {
  const code = AuditFieldErrors.action_or_events;
  if (!sent.has('events')) return sent.has('action') ? [] : [{ pointer: '/action', code }];
  const others = ['id', 'action', 'details', 'subject'].filter((name) => sent.has(name));
  if (others.length > 0) return others.map((name) => ({ pointer: `/${name}`, code }));
  return events?.length === 0 ? [{ pointer: '/events', code }] : [];
});

checkShape(RecordActivityDto, 'details', ({ details, events = [] }) => [
  ...sizeFaults(details, '/details'),
  // An invalid event is undefined here.
  ...events.flatMap((event: ActivityEventDto | undefined, at) => sizeFaults(event?.details, `/events/${at}/details`)),
]);

function sizeFaults(details: object | undefined, pointer: string): FieldError[] {
  if (!details || Buffer.byteLength(JSON.stringify(details)) <= DETAILS_BYTES) return [];
  return [{ pointer, code: FieldErrors.too_long, parameters: { max: DETAILS_BYTES } }];
}
