import { timingSafeEqual } from 'node:crypto';

/** Compares in constant time. The lengths are not secret. */
export function sameBytes(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && timingSafeEqual(some, others);
}
