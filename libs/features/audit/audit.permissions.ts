import { definePermission } from '@platform/http/access/audience';

export const READ_AUDIT = definePermission('audit.read', 'Search the audit log');
export const EXPORT_AUDIT = definePermission('audit.export', 'Export the audit log');
