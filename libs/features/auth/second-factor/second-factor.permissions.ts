import { definePermission } from '@platform/http/access/audience';

export const REMOVE_SECOND_FACTORS = definePermission(
  'second-factors.remove',
  'Remove the second factor of users who lost it',
);
