import { declareChanges } from '@platform/events/change-readers';
import { defineEvent } from '@platform/events/define-event';
import { READ_PERSONAL } from './audit.permissions';

export const AuditExported = defineEvent<{ format: string }>('audit.exported', 'The audit log was exported');

/** Events of the app itself have no declaration each; what the app says of its users is personal until proven otherwise. */
declareChanges('app.*', { details: { permission: READ_PERSONAL, sealed: true } });
