import { defineTag } from '@platform/http/docs/tags';

export const LIVE_STREAM = defineTag(
  75,
  'Live stream',
  'What changes in the account of the signed-in user, as Server-Sent Events.',
);
