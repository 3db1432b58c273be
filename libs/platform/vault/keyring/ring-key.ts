import type { KeyObject } from 'node:crypto';

/**
 * signing      access tokens (ES256)            sealing  wraps the users' keys
 * blind-index  finds sealed values again        pepper   strengthens password hashes
 * cursor       page cursors                     refresh  refresh tokens
 * system       sealed values that belong to no user
 */
export const PURPOSES = ['signing', 'sealing', 'blind-index', 'pepper', 'cursor', 'refresh', 'system'] as const;
export type Purpose = (typeof PURPOSES)[number];

/**
 * pending   every node knows it, none writes under it yet
 * active    what is written now
 * retiring  no longer written under, still needed to read
 * retired   gone: its material is deleted, the row tells when
 */
export type KeyState = 'pending' | 'active' | 'retiring' | 'retired';

export interface RingKey {
  readonly purpose: Purpose;
  /** Twelve hexadecimal digits. */
  readonly id: string;
  readonly createdAt: Date;
  /** 32 random bytes; for `signing` the PKCS8 form of the private key. */
  readonly secret: Buffer;
  readonly privateKey?: KeyObject;
  readonly publicKey?: KeyObject;
}
