import { digestText } from '../salted-digest';
import { unreadable } from '../legacy-hash';

const FORM = /^\{([A-Za-z0-9]+)\}(.+)$/;
const DIGESTS: Readonly<Record<string, readonly [digest: string, bytes: number]>> = {
  MD5: ['md5', 16],
  SMD5: ['md5', 16],
  SHA: ['sha1', 20],
  SSHA: ['sha1', 20],
  SHA256: ['sha256', 32],
  SSHA256: ['sha256', 32],
  SHA512: ['sha512', 64],
  SSHA512: ['sha512', 64],
};

/** RFC 2307 and its extensions: the salt follows the hash within the same base64. */
export function fromLdap(text: string): string | undefined {
  const [, name, encoded] = FORM.exec(text) ?? [];
  if (!name || !encoded) return undefined;
  // OpenLDAP passes these hashes to the C library, and their prefix identifies the scheme.
  if (name.toUpperCase() === 'CRYPT') return encoded;
  const known = Object.hasOwn(DIGESTS, name.toUpperCase()) ? DIGESTS[name.toUpperCase()] : undefined;
  if (!known) return undefined;
  const [digest, length] = known;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length < length) throw unreadable(`{${name}}`);
  return digestText({ digest, saltFirst: false, rounds: 1 }, bytes.subarray(length), bytes.subarray(0, length));
}
