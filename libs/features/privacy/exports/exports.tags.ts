import { defineTag } from '@platform/http/docs/tags';

export const EXPORTS = defineTag(50, 'Exports', 'The data of the signed-in user as one signed archive.');
