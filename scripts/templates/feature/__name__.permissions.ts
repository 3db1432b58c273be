import { definePermission } from '@platform/http/access/audience';

export const READ___NAME__ = definePermission('__name__.read', 'Read the __name__ of users');
