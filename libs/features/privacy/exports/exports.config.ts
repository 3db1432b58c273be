import { defineConfig } from '@platform/config/config';
import { integer } from '@platform/config/setting';

export class ExportsConfig extends defineConfig('Exports', {
  days: integer('EXPORT_DAYS', {
    default: 7,
    min: 1,
    max: 90,
    help: 'The number of days for which a user can download an export. Then its file is deleted.',
  }),
}) {}
