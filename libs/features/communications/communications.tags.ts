import { defineTag } from '@platform/http/docs/tags';

export const NOTIFICATIONS = defineTag(72, 'Notifications', 'The inbox of the signed-in user.');
