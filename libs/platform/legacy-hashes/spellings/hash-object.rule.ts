import { UnusableHash } from '../legacy-hash';
import { firebaseText } from '../firebase-scrypt';
import { pbkdf2Text } from '../pbkdf2';
import { digestText } from '../salted-digest';
import { scryptText } from '../scrypt';

export type HashObject = Readonly<Record<string, unknown>>;

/** A hash as an object, as in the native import format: `{"algorithm": "pbkdf2", "digest": "sha256", …}`. */
export function fromHashObject(given: HashObject): string {
  const salt = () => bytesOf(given, 'salt');
  const hash = () => bytesOf(given, 'hash');
  switch (given.algorithm) {
    case 'pbkdf2':
      return pbkdf2Text(textOf(given, 'digest'), numberOf(given, 'iterations'), salt(), hash());
    case 'scrypt':
      return scryptText({ n: numberOf(given, 'n'), r: numberOf(given, 'r'), p: numberOf(given, 'p') }, salt(), hash());
    case 'firebase-scrypt': {
      const parameters = {
        signerKey: bytesOf(given, 'signerKey'),
        saltSeparator: bytesOf(given, 'saltSeparator'),
        rounds: numberOf(given, 'rounds'),
        memCost: numberOf(given, 'memCost'),
      };
      return firebaseText(parameters, salt(), hash());
    }
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'sha512': {
      const rounds = given.iterations === undefined ? 1 : numberOf(given, 'iterations');
      const parameters = { digest: given.algorithm, saltFirst: given.saltPosition !== 'after', rounds };
      return digestText(parameters, given.salt === undefined ? Buffer.alloc(0) : salt(), hash());
    }
    default:
      throw new UnusableHash('hash_unsupported', 'The algorithm of this hash is not supported.');
  }
}

const ENCODINGS = new Set(['base64', 'hex', 'utf8']);

function bytesOf(given: HashObject, name: string): Buffer {
  const encoding = given[`${name}Encoding`] ?? 'base64';
  if (typeof encoding !== 'string' || !ENCODINGS.has(encoding)) {
    throw new UnusableHash('hash_unreadable', `${name}Encoding must be base64, hex or utf8.`);
  }
  return Buffer.from(textOf(given, name), encoding as BufferEncoding);
}

function textOf(given: HashObject, name: string): string {
  const value = given[name];
  if (typeof value !== 'string')
    throw new UnusableHash('hash_unreadable', `The hash must have a string named ${name}.`);
  return value;
}

function numberOf(given: HashObject, name: string): number {
  const value = given[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new UnusableHash('hash_unreadable', `The hash must have an integer named ${name}.`);
  }
  return value;
}
