import { definePermission } from '@platform/http/access/audience';

export const INTROSPECT_TOKENS = definePermission('tokens.introspect', 'Ask whether tokens and API keys are valid now');
