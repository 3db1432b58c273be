import { definePermission } from '@platform/http/access/audience';

export const MANAGE_CONSENTS = definePermission('privacy.manage-consents', 'Add the texts that users must accept');
