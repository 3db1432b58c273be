import { defineTag } from '@platform/http/docs/tags';

export const ACTIVITY = defineTag(70, 'Activity', 'The activity of the account, and events that your app records.');
export const EVENTS_ADMIN = defineTag(
  125,
  'Administration: events',
  'The consumers of events, and what they could not handle.',
);
export const AUDIT_ADMIN = defineTag(120, 'Administration: audit log', 'Search and export the audit log of all users.');
export const ACTIVITY_TYPES_ADMIN = defineTag(
  125,
  'Administration: activity types',
  'Define schemas for the events that your app records.',
);
