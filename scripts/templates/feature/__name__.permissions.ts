import { definePermission } from '@platform/http/access/audience';
import { defineScope } from '@platform/http/access/scopes';

/** For staff. Roles consist of permissions. */
export const READ___NAME__ = definePermission('__name__.read', 'Read the __words__ of users');

/** For the API keys of users. */
export const __NAME___READ = defineScope('__name__:read', 'Read your __words__');
export const __NAME___WRITE = defineScope('__name__:write', 'Change your __words__');
