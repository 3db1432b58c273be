import { defineConfig } from '@platform/config/config';
import { checked, list } from '@platform/config/setting';
import { faultOfPeriod } from './period.rule';

export class RetentionConfig extends defineConfig('Retention', {
  periods: checked(
    list('RETENTION', {
      default: [],
      help: 'The number of days for which rows are kept, by table, comma-separated, for example auth_session=30,mail_message=14. GET /v1/admin/retention lists the tables and their default periods.',
    }),
    (entries) => entries.map(faultOfPeriod),
  ),
}) {}
