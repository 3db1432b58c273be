import { createCipheriv } from 'node:crypto';
import { unreadable, type LegacyScheme } from './legacy-hash';
import { numberOf, ownFormDecoy, readOwnForm, writeOwnForm } from './own-form.rule';
import { sameBytes } from './same-bytes.rule';
import { refuseCostly, scryptKey } from './scrypt';

const NAME = 'firebase-scrypt';
const KEY_BYTES = 32;
const IV = Buffer.alloc(16);

export interface FirebaseParameters {
  readonly signerKey: Buffer;
  readonly saltSeparator: Buffer;
  readonly rounds: number;
  readonly memCost: number;
}

/** Firebase's variant: scrypt derives a key, with which the signer key of the project is encrypted with AES-256-CTR. */
export const firebaseScrypt: LegacyScheme = {
  parse(text) {
    const form = readOwnForm(text, NAME);
    if (!form) return undefined;
    const { salt, hash: keystream } = form;
    const [rounds, memCost] = [numberOf(form, 'r', NAME), numberOf(form, 'm', NAME)];
    const cost = { n: 2 ** memCost, r: rounds, p: 1 };
    refuseCostly(cost);
    return {
      kind: `${NAME} ${memCost} ${rounds}`,
      async matches(password) {
        const key = await scryptKey(password, salt, KEY_BYTES, cost);
        return sameBytes(createCipheriv('aes-256-ctr', key, IV).update(Buffer.alloc(keystream.length)), keystream);
      },
      decoy: () => ownFormDecoy(NAME, { r: rounds, m: memCost }, form),
    };
  },
};

/**
 * AES-CTR XORs a key stream with the plaintext, which is the signer key of the project for every user. So the key
 * stream is stored instead of the hash, and the signer key is not needed.
 */
export function firebaseText(parameters: FirebaseParameters, salt: Buffer, hash: Buffer): string {
  const { signerKey, saltSeparator, rounds, memCost } = parameters;
  if (hash.length < KEY_BYTES || hash.length !== signerKey.length) throw unreadable('Firebase scrypt');
  const keystream = Buffer.from(hash.map((byte, at) => byte ^ (signerKey[at] as number)));
  return writeOwnForm(NAME, { r: rounds, m: memCost }, Buffer.concat([salt, saltSeparator]), keystream);
}
