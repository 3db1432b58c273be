import { defineConfig } from '@platform/config/config';
import { integer } from '@platform/config/setting';

export class __Name__Config extends defineConfig('__Words__', {
  maxEntries: integer('__NAME___MAX_ENTRIES', {
    default: 1000,
    min: 1,
    max: 10_000,
    help: 'The number of entries that a user can have in __words__.',
  }),
}) {}
