import { timingSafeEqual } from 'node:crypto';
import { keyedHash } from '@platform/vault/keyed-hash';

export interface NamedCredential {
  readonly credentialId: Buffer;
  readonly transports: readonly string[];
}

const MARK_BYTES = 8;
/** What authenticators in use look like, and how often of 256 each is met. */
const KINDS = [
  { length: 16, transports: ['hybrid', 'internal'], upTo: 100 },
  { length: 20, transports: ['hybrid', 'internal'], upTo: 190 },
  { length: 32, transports: ['internal'], upTo: 230 },
  { length: 48, transports: ['nfc', 'usb'], upTo: 256 },
];
const WITH_TWO = 64;

/** What is shown for a name that has no passkeys: always the same, and only the holder of the key can tell. */
export function decoysFor(secret: Buffer, login: string): NamedCredential[] {
  const [count = 0] = keyedHash(secret, 'passkey decoys', '\0', login);
  return Array.from({ length: count < WITH_TWO ? 2 : 1 }, (_, n) => decoyOf(secret, `${n} ${login}`));
}

/** Adding a decoy passkey must fail like adding an existing one, so that decoys cannot be recognised. */
export function isDecoy(secret: Buffer, credentialId: Buffer): boolean {
  const head = credentialId.subarray(0, -MARK_BYTES);
  const tail = credentialId.subarray(-MARK_BYTES);
  return head.length >= MARK_BYTES && timingSafeEqual(tail, markOf(secret, head));
}

function decoyOf(secret: Buffer, what: string): NamedCredential {
  const [dice = 0, ...rest] = Buffer.concat([
    keyedHash(secret, 'passkey decoy', '\0', what),
    keyedHash(secret, 'passkey decoy, further', '\0', what),
  ]);
  const { length, transports } = KINDS.find(({ upTo }) => dice < upTo) as (typeof KINDS)[number];
  const head = Buffer.from(rest.slice(0, length - MARK_BYTES));
  return { credentialId: Buffer.concat([head, markOf(secret, head)]), transports };
}

function markOf(secret: Buffer, head: Buffer): Buffer {
  return keyedHash(secret, 'passkey decoy, mark', '\0', head).subarray(0, MARK_BYTES);
}
