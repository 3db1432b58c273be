import type { KeyObject } from 'node:crypto';

/**
 * signing      access tokens (ES256)            sealing  wraps the users' keys
 * blind-index  finds sealed values again        pepper   strengthens password hashes
 * cursor       page cursors                     refresh  refresh tokens
 * system       sealed values that belong to no user
 * documents    signatures of exports, certificates and receipts (Ed25519), which are verified for years
 * audit-log    signatures of the checkpoints of the audit log (Ed25519)
 */
export const PURPOSES = [
  'signing',
  'sealing',
  'blind-index',
  'pepper',
  'cursor',
  'refresh',
  'system',
  'documents',
  'audit-log',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/**
 * pending   known to every node, but not used for new data yet
 * active    used for new data
 * retiring  used only to read existing data
 * retired   its material is deleted; the row contains the time
 */
export type KeyState = 'pending' | 'active' | 'retiring' | 'retired';

export interface RingKey {
  readonly purpose: Purpose;
  /** Twelve hexadecimal digits. */
  readonly id: string;
  readonly createdAt: Date;
  /** 32 random bytes; for `signing`, `documents` and `audit-log` the PKCS8 form of the private key. */
  readonly secret: Buffer;
  readonly privateKey?: KeyObject;
  readonly publicKey?: KeyObject;
}
