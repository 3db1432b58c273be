import { defineTag } from '@platform/http/docs/tags';

export const EMAIL_SUPPRESSION = defineTag(22, 'Email suppression', 'Whether emails to your address are suppressed.');
export const MAIL_REPORTS = defineTag(76, 'Email reports', 'Bounces and complaints that email providers report.');
export const EMAIL_SUPPRESSION_ADMIN = defineTag(
  137,
  'Administration: email suppression',
  'Addresses to which emails are not sent.',
);
