import { defineConfig } from '@platform/config/config';
import { integer } from '@platform/config/setting';

export class CommunicationsConfig extends defineConfig('Notifications', {
  days: integer('NOTIFICATION_DAYS', {
    default: 180,
    min: 1,
    max: 3650,
    help: 'The number of days for which notifications stay in the inbox of a user.',
  }),
}) {}
