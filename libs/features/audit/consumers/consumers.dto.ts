import {
  ChoiceField,
  IdField,
  IntegerField,
  ShapeField,
  ShapeListField,
  TextField,
  TimeField,
} from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { NEXT_CURSOR, PageQuery } from '@platform/http/paging/page';
import { AuditFieldErrors } from '../audit.errors';

const ID = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';
const LARGEST = Number.MAX_SAFE_INTEGER;
const POSITION = { min: 0, max: LARGEST, example: 1204 };
const COUNT = { min: 0, max: LARGEST, example: 0 };
const NAME = { max: 58, example: 'recovery.prove-email' };

export class ConsumerStopsCountDto {
  @IntegerField({ ...COUNT, description: 'Subjects whose event is tried again.' })
  retrying: number;

  @IntegerField({ ...COUNT, description: 'Subjects whose event failed too often. They wait for an administrator.' })
  stopped: number;

  @IntegerField({ ...COUNT, description: 'Subjects whose event only a newer version of userkeep knows.' })
  unknown: number;
}

export class EventConsumerDto {
  @TextField({ ...NAME, description: 'The name of the consumer.' })
  name: string;

  @ChoiceField({
    values: ['subject', 'log'],
    description: 'Whether events are in order per subject, or in the order of the whole log.',
    example: 'subject',
  })
  order: 'subject' | 'log';

  @IntegerField({ ...POSITION, description: 'The consumer has handled all events up to this position.' })
  position: number;

  @IntegerField({ ...COUNT, description: 'Events that the consumer has not reached.' })
  lagEvents: number;

  @IntegerField({
    ...COUNT,
    description: 'Seconds since the oldest event that the consumer has not reached got its position.',
  })
  lagSeconds: number;

  @IntegerField({ ...COUNT, description: 'The number of processes that handle its events at the moment.' })
  processes: number;

  @ShapeField(() => ConsumerStopsCountDto, { description: 'Subjects whose events are not handled at the moment.' })
  stops: ConsumerStopsCountDto;
}

export class EventConsumersDto {
  @IntegerField({ ...POSITION, description: 'The position of the newest event.' })
  position: number;

  @IntegerField({
    ...COUNT,
    description:
      'Events that have no position yet. If the number does not decrease, no process is assigning positions.',
  })
  unsequenced: number;

  @ShapeListField(() => EventConsumerDto, { maxItems: 100, description: 'The consumers of this version of userkeep.' })
  items: EventConsumerDto[];
}

export class EventStopDto {
  @IdField({
    nullable: true,
    description: 'The user whose events are not handled; null for events without one.',
    example: ID,
  })
  subjectId: string | null;

  @IntegerField({ ...POSITION, description: 'The position of the first event that is not handled.' })
  position: number;

  @ChoiceField({
    values: ['retrying', 'stopped', 'unknown'],
    description:
      '`retrying`: the event is tried again. `stopped`: it failed too often. `unknown`: only a newer version of userkeep knows it.',
    example: 'stopped',
  })
  state: 'retrying' | 'stopped' | 'unknown';

  @IntegerField({ ...COUNT, description: 'The number of failed attempts.', example: 12 })
  attempts: number;

  @TextField({
    max: 400,
    multiline: true,
    description: 'The last error.',
    example: 'Error: The endpoint did not answer.',
  })
  error: string;

  @TimeField({ description: 'The time of the first failure.', example: '2026-11-20T20:15:00.000Z' })
  since: string;
}

export class EventStopListDto {
  @ShapeListField(() => EventStopDto, { maxItems: 100, description: 'The stopped subjects.' })
  items: EventStopDto[];

  @TextField(NEXT_CURSOR)
  nextCursor: string | null;
}

export class EventStopsQuery extends PageQuery {}

export class ReplayEventDto {
  @IdField({ nullable: true, description: 'The subject; null for events without one.', example: ID })
  subjectId: string | null;
}

export class SkipEventDto extends ReplayEventDto {
  @TextField({
    min: 1,
    max: 500,
    visible: true,
    description: 'Why the event is skipped.',
    example: 'The endpoint no longer exists.',
  })
  reason: string;
}

export class RewindConsumerDto {
  @IntegerField({
    ...POSITION,
    optional: true,
    description: 'All events after this position are handled, again if they were.',
  })
  position?: number;

  @TimeField({
    optional: true,
    description: 'Instead of a position: all events from this time on.',
    example: '2026-11-20T20:15:00.000Z',
  })
  at?: string;
}

checkShape(RewindConsumerDto, 'target', ({ position, at }, sent) =>
  sent.has('position') === sent.has('at') || (position !== undefined && at !== undefined)
    ? [{ pointer: '', code: AuditFieldErrors.position_or_time }]
    : [],
);

export class RewoundConsumerDto {
  @IntegerField({
    ...POSITION,
    description: 'The consumer handles the events after this position. A rewind never moves a consumer forward.',
  })
  position: number;
}
