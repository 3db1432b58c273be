import { definePermission } from '@platform/http/access/audience';

export const INTROSPECT_TOKENS = definePermission('tokens.introspect', 'Introspect tokens and API keys');
