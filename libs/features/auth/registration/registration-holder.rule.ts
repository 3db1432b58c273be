import { createHash } from 'node:crypto';

/**
 * Whom a pending registration belongs to: an address, and a little of the password. One byte of its hash keeps
 * registrations by the owner and by other users apart without helping anyone guess a password. Registrations without a
 * password share one holder.
 */
export function registrationHolder(identity: string, normalPassword: string | undefined): string {
  if (normalPassword === undefined) return `${identity} without password`;
  const tag = createHash('sha256').update(normalPassword).digest().subarray(0, 1).toString('hex');
  return `${identity} ${tag}`;
}
