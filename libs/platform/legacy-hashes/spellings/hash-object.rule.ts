import { UnusableHash } from '../legacy-hash';
import { firebaseText } from '../firebase-scrypt';
import { pbkdf2Text } from '../pbkdf2';
import { digestText } from '../salted-digest';
import { scryptText } from '../scrypt';

export type HashObject = Readonly<Record<string, unknown>>;

/** A hash as an object, as in the native import format: `{"algorithm": "pbkdf2", "digest": "sha256", …}`. */
export function fromHashObject(object: HashObject): string {
  const salt = () => bytesOf(object, 'salt');
  const hash = () => bytesOf(object, 'hash');
  switch (object.algorithm) {
    case 'pbkdf2':
      return pbkdf2Text(textOf(object, 'digest'), numberOf(object, 'iterations'), salt(), hash());
    case 'scrypt':
      return scryptText(
        { n: numberOf(object, 'n'), r: numberOf(object, 'r'), p: numberOf(object, 'p') },
        salt(),
        hash(),
      );
    case 'firebase-scrypt': {
      const parameters = {
        signerKey: bytesOf(object, 'signerKey'),
        saltSeparator: bytesOf(object, 'saltSeparator'),
        rounds: numberOf(object, 'rounds'),
        memCost: numberOf(object, 'memCost'),
      };
      return firebaseText(parameters, salt(), hash());
    }
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'sha512': {
      const rounds = object.iterations === undefined ? 1 : numberOf(object, 'iterations');
      const parameters = { digest: object.algorithm, saltFirst: object.saltPosition !== 'after', rounds };
      return digestText(parameters, object.salt === undefined ? Buffer.alloc(0) : salt(), hash());
    }
    default:
      throw new UnusableHash('hash_unsupported', 'The algorithm of this hash is not supported.');
  }
}

const ENCODINGS = new Set(['base64', 'hex', 'utf8']);

function bytesOf(object: HashObject, name: string): Buffer {
  const encoding = object[`${name}Encoding`] ?? 'base64';
  if (typeof encoding !== 'string' || !ENCODINGS.has(encoding)) {
    throw new UnusableHash('hash_unreadable', `${name}Encoding must be base64, hex or utf8.`);
  }
  return Buffer.from(textOf(object, name), encoding as BufferEncoding);
}

function textOf(object: HashObject, name: string): string {
  const value = object[name];
  if (typeof value !== 'string')
    throw new UnusableHash('hash_unreadable', `The hash must have a string named ${name}.`);
  return value;
}

function numberOf(object: HashObject, name: string): number {
  const value = object[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new UnusableHash('hash_unreadable', `The hash must have an integer named ${name}.`);
  }
  return value;
}
