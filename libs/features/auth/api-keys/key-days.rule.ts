/** The maximum number of API keys of a user. */
export const MAX_KEYS = 50;

import { FieldErrors } from '@platform/errors/platform.errors';
import { refusedField } from '@platform/http/fields/refusals';

/** Returns the lifetime of a key in days. Rejects a lifetime above the configured maximum. */
export function daysOf(requested: number | undefined, defaultDays: number, maxDays: number): number {
  if (requested !== undefined && requested > maxDays)
    throw refusedField('/expiresInDays', FieldErrors.too_large, { max: maxDays });
  return requested ?? Math.min(defaultDays, maxDays);
}
