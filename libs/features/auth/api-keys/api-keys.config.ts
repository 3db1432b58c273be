import { defineConfig } from '@platform/config/config';
import { integer } from '@platform/config/setting';

export const MAX_PERSONAL_DAYS = 366;
export const MAX_SERVICE_DAYS = 3650;

export class ApiKeyConfig extends defineConfig('API keys', {
  personalDays: integer('API_KEY_DAYS', {
    default: 90,
    min: 1,
    max: MAX_PERSONAL_DAYS,
    help: "The default lifetime of a user's API key, in days.",
  }),
  personalMaxDays: integer('API_KEY_MAX_DAYS', {
    default: MAX_PERSONAL_DAYS,
    min: 1,
    max: MAX_PERSONAL_DAYS,
    help: "The maximum lifetime of a user's API key, in days.",
  }),
  serviceDays: integer('SERVICE_KEY_DAYS', {
    default: 365,
    min: 1,
    max: MAX_SERVICE_DAYS,
    help: "The default lifetime of a backend's API key, in days.",
  }),
  serviceMaxDays: integer('SERVICE_KEY_MAX_DAYS', {
    default: MAX_SERVICE_DAYS,
    min: 1,
    max: MAX_SERVICE_DAYS,
    help: "The maximum lifetime of a backend's API key, in days.",
  }),
}) {}
