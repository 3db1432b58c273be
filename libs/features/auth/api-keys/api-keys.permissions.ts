import { definePermission } from '@platform/http/access/audience';

export const READ_API_KEYS = definePermission('api-keys.read', 'List the API keys of other backends');
export const WRITE_API_KEYS = definePermission('api-keys.write', 'Create and revoke API keys for other backends');
