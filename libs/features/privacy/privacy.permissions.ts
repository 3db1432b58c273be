import { definePermission } from '@platform/http/access/audience';

export const MANAGE_CONSENTS = definePermission('privacy.manage-consents', 'Add the texts that users must accept');
export const READ_DATA_MAP = definePermission('privacy.read-data-map', 'Read which personal data is kept and why');
export const MANAGE_PRIVACY_REQUESTS = definePermission(
  'privacy.manage-requests',
  'Register and answer requests of users about their data',
);
