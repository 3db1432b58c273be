import { parseLegacyHash } from '../schemes';
import { fromBetterAuth } from './better-auth.rule';
import { fromDjango } from './django.rule';
import { fromHashObject, type HashObject } from './hash-object.rule';
import { fromLdap } from './ldap.rule';
import { fromPbkdf2Phc } from './pbkdf2-phc.rule';

/** To support another format, add a function that converts it to the text of a known scheme. */
const SPELLINGS = [fromLdap, fromDjango, fromPbkdf2Phc, fromBetterAuth];

/**
 * Returns the hash as it will be stored, after checking that it can be verified at a reasonable cost. Throws
 * `UnusableHash`.
 */
export function storedTextOf(input: string | HashObject): string {
  const text = typeof input === 'string' ? asScheme(input) : fromHashObject(input);
  parseLegacyHash(text);
  return text;
}

function asScheme(input: string): string {
  for (const spelling of SPELLINGS) {
    const text = spelling(input);
    if (text !== undefined) return text;
  }
  return input;
}
