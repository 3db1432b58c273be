import { defineEvent } from '@platform/event-log/definitions/define-event';
import { TextField } from '@platform/http/fields/fields';

/** Longer than a client can resume. */
const KEPT_DAYS = 2;

class FrameSentFacts {
  @TextField({
    max: 60,
    pattern: /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/,
    description: 'The kind of the stream event.',
    example: 'notifications.unread',
  })
  kind: string;
}

/** What `LiveStream.toUser` sends. It is in the log so that it has a position and can be sent again. */
export const FrameSent = defineEvent('stream.frame_sent', 1, FrameSentFacts, 'Data was sent to the streams of a user', {
  changes: { data: { permission: null } },
  internal: { keptDays: KEPT_DAYS },
});
