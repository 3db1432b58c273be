import { defineEvent } from '@platform/events/define-event';

export const AuditExported = defineEvent<{ format: string }>('audit.exported', 'The audit log was exported');
