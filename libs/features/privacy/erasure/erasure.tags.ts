import { defineTag } from '@platform/http/docs/tags';

export const ERASURE = defineTag(
  25,
  'Account deletion',
  'Delete your account, and restore it within the grace period.',
);
export const ERASURE_ADMIN = defineTag(
  110,
  'Administration: erasure',
  'Delete accounts, read certificates of erasure, and place legal holds.',
);
