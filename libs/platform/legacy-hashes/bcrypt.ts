import { verify } from '@node-rs/bcrypt';
import { randomBytes } from 'node:crypto';
import { tooCostly, unreadable, type LegacyScheme } from './legacy-hash';

const FORM = /^\$2([aby])\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** The highest cost, which takes about a second. */
const HIGHEST_COST = 14;
const LOWEST_COST = 4;
const LONGEST_BYTES = 72;

export const bcrypt: LegacyScheme = {
  parse(text) {
    if (!/^\$2[abxy]?\$/.test(text)) return undefined;
    const { cost, version } = bcryptParts(text);
    return {
      kind: `bcrypt ${cost}`,
      matches: (password) => verify(asBcryptReads(Buffer.from(password)), text),
      decoy: () => bcryptDecoy(version, cost),
    };
  },
};

export function bcryptParts(text: string): { version: string; cost: string } {
  const [, version, cost] = FORM.exec(text) ?? [];
  if (!version || !cost || Number(cost) < LOWEST_COST) throw unreadable('bcrypt');
  if (Number(cost) > HIGHEST_COST)
    throw tooCostly(`its bcrypt cost is ${cost}, and at most ${HIGHEST_COST} is supported`);
  return { version, cost };
}

/** Cuts the password as the C implementation does: at the first NUL and at 72 bytes. */
export function asBcryptReads(password: Buffer): Buffer {
  const end = password.indexOf(0);
  return password.subarray(0, Math.min(end < 0 ? password.length : end, LONGEST_BYTES));
}

/**
 * The salt and the hash end with a dot, which is zero in bcrypt's alphabet, because their last digits have unused bits.
 */
export function bcryptDecoy(version: string, cost: string): string {
  const random = (length: number) => randomBytes(length).toString('base64url').replace(/[-_]/g, '.').slice(0, length);
  return `$2${version}$${cost}$${random(21)}.${random(30)}.`;
}
