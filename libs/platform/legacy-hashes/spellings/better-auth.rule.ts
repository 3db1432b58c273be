import { scryptText } from '../scrypt';

const FORM = /^([0-9a-f]{32}):([0-9a-f]{128})$/;

/** Better Auth's format: scrypt with the hexadecimal digits of the salt as the salt. */
export function fromBetterAuth(text: string): string | undefined {
  const [, salt, hash] = FORM.exec(text) ?? [];
  if (!salt || !hash) return undefined;
  return scryptText({ n: 16_384, r: 16, p: 1 }, Buffer.from(salt), Buffer.from(hash, 'hex'));
}
