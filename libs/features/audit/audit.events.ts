import { declareChanges } from '@platform/events/change-readers';
import { defineEvent } from '@platform/events/define-event';
import { READ_PERSONAL } from './audit.permissions';

export const AuditExported = defineEvent<{ format: string }>('audit.exported', 'The audit log was exported');

/** Events of the app are not declared one by one, so their details are treated as personal information. */
declareChanges('app.*', { details: { permission: READ_PERSONAL, sealed: true } });
