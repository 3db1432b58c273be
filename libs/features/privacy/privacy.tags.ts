import { defineTag } from '@platform/http/docs/tags';

export const CONSENTS = defineTag(47, 'Consents', 'What the user has agreed to.');
export const PRIVACY_ADMIN = defineTag(
  106,
  'Administration: privacy',
  'Consent texts, the data map and requests of users.',
);
