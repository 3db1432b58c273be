import { defineConfig } from '@platform/config/config';
import { integer } from '@platform/config/setting';

export const MOST_PERSONAL_DAYS = 366;
export const MOST_SERVICE_DAYS = 3650;

export class ApiKeyConfig extends defineConfig('API keys', {
  personalDays: integer('API_KEY_DAYS', {
    default: 90,
    min: 1,
    max: MOST_PERSONAL_DAYS,
    help: "How long a user's API key is good for, unless its user says otherwise.",
  }),
  personalMaxDays: integer('API_KEY_MAX_DAYS', {
    default: MOST_PERSONAL_DAYS,
    min: 1,
    max: MOST_PERSONAL_DAYS,
    help: 'The longest its user can choose.',
  }),
  serviceDays: integer('SERVICE_KEY_DAYS', {
    default: 365,
    min: 1,
    max: MOST_SERVICE_DAYS,
    help: "How long another backend's API key is good for, unless whoever makes it says otherwise.",
  }),
  serviceMaxDays: integer('SERVICE_KEY_MAX_DAYS', {
    default: MOST_SERVICE_DAYS,
    min: 1,
    max: MOST_SERVICE_DAYS,
    help: 'The longest that can be chosen for it.',
  }),
}) {}
