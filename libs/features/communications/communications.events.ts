import { defineEvent } from '@platform/event-log/definitions/define-event';
import { IntegerField } from '@platform/http/fields/fields';

/** Longer than a client of the stream can resume. */
const KEPT_DAYS = 2;

class InboxChangedFacts {
  @IntegerField({ min: 0, max: 4_294_967_295, description: 'The number of unread notifications.', example: 3 })
  unread: number;
}

/** It is in the log so that the number has a position in the stream. */
export const InboxChanged = defineEvent(
  'communications.inbox_changed',
  1,
  InboxChangedFacts,
  'The inbox of a user has changed',
  { internal: { keptDays: KEPT_DAYS } },
);
