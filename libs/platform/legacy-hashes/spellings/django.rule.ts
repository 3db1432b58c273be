import { BCRYPT_SHA256 } from '../bcrypt-sha256';
import { unreadable } from '../legacy-hash';
import { pbkdf2Text } from '../pbkdf2';
import { digestText } from '../salted-digest';
import { scryptText } from '../scrypt';

/** Django's format `algorithm$…`. The salt is used as text. */
export function fromDjango(text: string): string | undefined {
  const [algorithm, ...parts] = text.split('$') as [string, ...string[]];
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = parts;
  switch (algorithm) {
    case 'pbkdf2_sha256':
    case 'pbkdf2_sha1':
      if (parts.length !== 3) throw unreadable(algorithm);
      return pbkdf2Text(algorithm.slice('pbkdf2_'.length), Number(first), Buffer.from(second), base64(third));
    case 'scrypt':
      if (parts.length !== 5) throw unreadable(algorithm);
      return scryptText({ n: Number(first), r: Number(third), p: Number(fourth) }, Buffer.from(second), base64(fifth));
    case 'md5':
    case 'sha1':
      if (parts.length !== 2) throw unreadable(algorithm);
      return digestText(
        { digest: algorithm, saltFirst: true, rounds: 1 },
        Buffer.from(first),
        Buffer.from(second, 'hex'),
      );
    case 'argon2':
      return `$${parts.join('$')}`;
    case 'bcrypt':
      return `$${parts.join('$').replace(/^\$/, '')}`;
    case 'bcrypt_sha256':
      return `${BCRYPT_SHA256}$${parts.join('$').replace(/^\$/, '')}`;
    default:
      return undefined;
  }
}

function base64(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
