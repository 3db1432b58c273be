import { timingSafeEqual } from 'node:crypto';

/** In a time that does not tell where they differ. Their lengths are no secret. */
export function sameBytes(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && timingSafeEqual(some, others);
}
