import { timingSafeEqual } from 'node:crypto';
import { keyedHash } from '@platform/vault/keyed-hash';

export interface NamedCredential {
  readonly credentialId: Buffer;
  readonly transports: readonly string[];
}

const MARK_BYTES = 8;
/** Credentials of common authenticators. `upTo` is their cumulative frequency out of 256. */
const KINDS = [
  { length: 16, transports: ['hybrid', 'internal'], upTo: 100 },
  { length: 20, transports: ['hybrid', 'internal'], upTo: 190 },
  { length: 32, transports: ['internal'], upTo: 230 },
  { length: 48, transports: ['nfc', 'usb'], upTo: 256 },
];
const TWO_DECOYS_BELOW = 64;

/** Returns the decoys for a name without passkeys. They are stable, and only the holder of the secret recognises them. */
export function decoysFor(secret: Buffer, login: string): NamedCredential[] {
  const [count = 0] = keyedHash(secret, 'passkey decoys', '\0', login);
  return Array.from({ length: count < TWO_DECOYS_BELOW ? 2 : 1 }, (_, n) => decoyOf(secret, `${n} ${login}`));
}

/** Adding a decoy passkey must fail like adding an existing one, so that decoys cannot be recognised. */
export function isDecoy(secret: Buffer, credentialId: Buffer): boolean {
  const head = credentialId.subarray(0, -MARK_BYTES);
  const tail = credentialId.subarray(-MARK_BYTES);
  return head.length >= MARK_BYTES && timingSafeEqual(tail, markOf(secret, head));
}

function decoyOf(secret: Buffer, label: string): NamedCredential {
  const [random = 0, ...rest] = Buffer.concat([
    keyedHash(secret, 'passkey decoy', '\0', label),
    keyedHash(secret, 'passkey decoy, further', '\0', label),
  ]);
  const { length, transports } = KINDS.find(({ upTo }) => random < upTo) as (typeof KINDS)[number];
  const head = Buffer.from(rest.slice(0, length - MARK_BYTES));
  return { credentialId: Buffer.concat([head, markOf(secret, head)]), transports };
}

function markOf(secret: Buffer, head: Buffer): Buffer {
  return keyedHash(secret, 'passkey decoy, mark', '\0', head).subarray(0, MARK_BYTES);
}
