import { parseLegacyHash } from '../schemes';
import { fromBetterAuth } from './better-auth.rule';
import { fromDjango } from './django.rule';
import { fromHashObject, type HashObject } from './hash-object.rule';
import { fromLdap } from './ldap.rule';
import { fromPbkdf2Phc } from './pbkdf2-phc.rule';

/** To take in another way of writing hashes: one function that makes of it a text of a known scheme. */
const SPELLINGS = [fromLdap, fromDjango, fromPbkdf2Phc, fromBetterAuth];

/** The hash as it will be stored, once it is known that it can be checked and at what cost. Throws `UnusableHash`. */
export function storedTextOf(given: string | HashObject): string {
  const text = typeof given === 'string' ? asScheme(given) : fromHashObject(given);
  parseLegacyHash(text);
  return text;
}

function asScheme(given: string): string {
  for (const spelling of SPELLINGS) {
    const text = spelling(given);
    if (text !== undefined) return text;
  }
  return given;
}
