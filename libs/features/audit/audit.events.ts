import { declareChanges } from '@platform/event-log/changes/change-readers';
import { CONSUMER_NAME } from '@platform/event-log/definitions/fact-words';
import { defineEvent } from '@platform/event-log/definitions/define-event';
import { ChoiceField, IntegerField, TextField } from '@platform/http/fields/fields';
import { ACTIVITY_TYPE } from './activity-type-name.rule';
import { MANAGE_ACTIVITY_TYPES, READ_EVENTS, READ_PERSONAL } from './audit.permissions';

class AuditExportedFacts {
  @ChoiceField({ values: ['ndjson', 'csv'], description: 'The format of the export.', example: 'ndjson' })
  format: 'ndjson' | 'csv';
}

export const AuditExported = defineEvent('audit.exported', 1, AuditExportedFacts, 'The audit log was exported');

class ConsumerFacts {
  @TextField({
    max: 58,
    pattern: CONSUMER_NAME,
    form: 'recovery.prove-email',
    description: 'The name of the consumer.',
    example: 'recovery.prove-email',
  })
  consumer: string;

  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'The position in the log.', example: 1204 })
  position: number;
}

class ConsumerRewoundFacts extends ConsumerFacts {}
class EventReplayedFacts extends ConsumerFacts {}
class EventSkippedFacts extends ConsumerFacts {}

export const ConsumerRewound = defineEvent(
  'audit.consumer_rewound',
  1,
  ConsumerRewoundFacts,
  'A consumer of events was moved to a position',
);
export const EventReplayed = defineEvent(
  'audit.event_replayed',
  1,
  EventReplayedFacts,
  'An event that a consumer could not handle was replayed',
);
export const EventSkipped = defineEvent(
  'audit.event_skipped',
  1,
  EventSkippedFacts,
  'An event that a consumer could not handle was skipped',
  { changes: { reason: { permission: READ_EVENTS } } },
);
class ActivityTypeFacts {
  @TextField({ ...ACTIVITY_TYPE, description: 'The type of the events.', example: 'app.order_placed' })
  type: string;
}

class ActivityTypeDefinedFacts extends ActivityTypeFacts {
  @IntegerField({ min: 1, max: 2_147_483_647, description: 'The version of the new schema.', example: 2 })
  version: number;
}

const SCHEMA = { schema: { permission: MANAGE_ACTIVITY_TYPES } };

export const ActivityTypeDefined = defineEvent(
  'audit.activity_type_defined',
  1,
  ActivityTypeDefinedFacts,
  'The schema of an activity type was defined or changed',
  { changes: SCHEMA },
);
export const ActivityTypeRemoved = defineEvent(
  'audit.activity_type_removed',
  1,
  ActivityTypeFacts,
  'The schema of an activity type was removed',
  { changes: SCHEMA },
);

/** Events of the app are not declared one by one, so their details are treated as personal information. */
declareChanges('app.*', { details: { permission: READ_PERSONAL, sealed: true } });
