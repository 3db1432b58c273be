import { createHash } from 'node:crypto';

/**
 * Whom a pending registration belongs to: an address, and a little of the password. One byte of its hash keeps the
 * registrations of an owner and of a stranger apart, and helps nobody to guess either password. Those without a password
 * are one: it is chosen with the link.
 */
export function registrationHolder(identity: string, normalPassword: string | undefined): string {
  if (normalPassword === undefined) return `${identity} without password`;
  const tag = createHash('sha256').update(normalPassword).digest().subarray(0, 1).toString('hex');
  return `${identity} ${tag}`;
}
