import { defineConfig } from '@platform/config/config';
import { checked, flag, integer, list, text } from '@platform/config/setting';
import { policyFault } from './erasure-policies.rule';

export class ErasureConfig extends defineConfig('Erasure', {
  graceDays: integer('DELETION_GRACE_DAYS', {
    default: 14,
    min: 1,
    max: 90,
    help: 'The number of days between a request to delete an account and its erasure. Until then, the user can restore the account with an emailed link.',
  }),
  needsApproval: flag('ERASURE_APPROVAL', {
    default: false,
    help: 'Whether a second administrator must approve a deletion that an administrator requests.',
  }),
  policies: checked(
    list('ERASURE_POLICIES', {
      default: [],
      help: 'What happens to the public content of an erased user, for each kind of user data, as `content=anonymise`. Without an entry it is deleted.',
    }),
    (entries) => entries.map(policyFault),
  ),
  legalBasis: text('ERASURE_LEGAL_BASIS', {
    default: 'Article 17 of the General Data Protection Regulation (right to erasure)',
    help: 'The legal basis that certificates of erasure state.',
  }),
}) {}
