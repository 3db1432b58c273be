import { pbkdf2Text } from '../pbkdf2';

const FORM = /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d+)(?:,l=\d+)?\$([A-Za-z0-9./+]*)\$([A-Za-z0-9./+]+)$/;

/** Passlib's `$pbkdf2-sha256$29000$…`, with dots instead of plus signs in base64, and Auth0's with `i=29000,l=32`. */
export function fromPbkdf2Phc(text: string): string | undefined {
  const [, digest = 'sha1', iterations, salt, hash] = FORM.exec(text) ?? [];
  if (!iterations || salt === undefined || !hash) return undefined;
  return pbkdf2Text(digest, Number(iterations), bytesOf(salt), bytesOf(hash));
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64');
}
