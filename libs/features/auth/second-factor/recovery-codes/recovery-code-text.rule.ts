import type { UserId } from '@platform/ids/ids';
import { createHash, randomInt } from 'node:crypto';

/** Excludes letters and digits that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;
const LENGTH = GROUPS * GROUP_LENGTH;

/** Sixteen letters have 79 bits of entropy, which is enough against a brute-force search of the hashes. */
export function newRecoveryCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** The hash of a typed code, salted with the user ID; undefined for an invalid code. */
export function hashOfRecoveryCode(userId: UserId, typed: string): Buffer | undefined {
  const letters = typed
    .normalize('NFKC')
    .replace(/[\s\p{Dash}\p{Cf}]/gu, '')
    .toLowerCase();
  if (letters.length !== LENGTH || ![...letters].every((letter) => ALPHABET.includes(letter))) return undefined;
  return createHash('sha256').update(`${userId} ${letters}`).digest();
}
