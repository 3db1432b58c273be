/** How many keys one user can have. */
export const MAX_KEYS = 50;

import { FieldErrors } from '@platform/errors/platform.errors';
import { refusedField } from '@platform/http/fields/refusals';

/** The lifetime of a key in days. Rejects more than the operator allows. */
export function daysOf(wanted: number | undefined, usual: number, most: number): number {
  if (wanted !== undefined && wanted > most) throw refusedField('/expiresInDays', FieldErrors.too_large, { max: most });
  return wanted ?? Math.min(usual, most);
}
