import { defineEvent } from '@platform/event-log/definitions/define-event';
import { IntegerField, TextField } from '@platform/http/fields/fields';
import { READ_AUDIT } from '../audit.permissions';

class LogFacts {
  @IntegerField({ min: 1, max: 4_294_967_295, description: 'The number of the log.', example: 1 })
  log: number;
}

class AuditLogForkedFacts extends LogFacts {
  @IntegerField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description: 'The first position that differs from what was signed before; 0 if it is not known.',
    example: 1204,
  })
  position: number;
}

/** Ties the new log to what was signed last before it. */
class AuditLogBegunFacts extends LogFacts {
  @TextField({
    max: 300,
    multiline: true,
    form: 'C2SP tlog-checkpoint',
    pattern: /^\S+\n\d+\n[A-Za-z0-9+/]{43}=\n$/,
    description: 'The newest checkpoint of the log before it.',
    example: 'id.example.com/audit/1aa278811492\n1203\n+/Pb/ZrpVDz7WpNZsNd6sw2KcGBWpq26PfP92nvFW2c=\n',
  })
  previous: string;
}

export const AuditLogForked = defineEvent(
  'audit.log_forked',
  1,
  AuditLogForkedFacts,
  'The audit log does not continue what was signed before',
);
export const AuditLogBegun = defineEvent(
  'audit.log_begun',
  1,
  AuditLogBegunFacts,
  'An operator began a new tree over the events of the audit log',
  { changes: { reason: { permission: READ_AUDIT } } },
);
