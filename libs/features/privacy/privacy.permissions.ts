import { definePermission } from '@platform/http/access/audience';

export const MANAGE_CONSENTS = definePermission('privacy.manage-consents', 'Add the texts that users must accept');
export const READ_DATA_MAP = definePermission('privacy.read-data-map', 'Read which personal data is kept and why');
