import { createHash } from 'node:crypto';

/**
 * The key of a pending registration: the address and one byte of a hash of the password. The byte separates
 * registrations of the owner from those of others without helping to guess the password. Registrations without a
 * password have the same key.
 */
export function registrationHolder(identity: string, normalPassword: string | undefined): string {
  if (normalPassword === undefined) return `${identity} without password`;
  const tag = createHash('sha256').update(normalPassword).digest().subarray(0, 1).toString('hex');
  return `${identity} ${tag}`;
}
