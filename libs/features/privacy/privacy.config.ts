import { defineConfig } from '@platform/config/config';
import { integer } from '@platform/config/setting';

export class PrivacyConfig extends defineConfig('Privacy', {
  requestDays: integer('PRIVACY_REQUEST_DAYS', {
    default: 30,
    min: 1,
    max: 365,
    help: 'The number of days until a request of a user about their data is due.',
  }),
}) {}
