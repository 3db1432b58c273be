import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time, also texts of different lengths. */
export function isSameSecret(presented: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(presented), digest(expected));
}
