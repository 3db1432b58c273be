import { randomBytes } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import { tooCostly, unreadable, type LegacyScheme } from './legacy-hash';

const FORM =
  /^\$argon2(id|i|d)\$(?:v=(\d+)\$)?m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/;
const MAX_KIB = 262_144;
/** KiB times passes. This takes about a second. */
const MAX_WORK = 1_048_576;
const MAX_LANES = 16;

export const argon2: LegacyScheme = {
  parse(text) {
    if (!text.startsWith('$argon2')) return undefined;
    const [, type, version = '16', memory, passes, lanes, salt, hash] = FORM.exec(text) ?? [];
    if (!type || !salt || !hash || !['16', '19'].includes(version)) throw unreadable('argon2');
    const [m, t, p] = [Number(memory), Number(passes), Number(lanes)] as const;
    if (m > MAX_KIB || m * t > MAX_WORK || p > MAX_LANES) throw tooCostly(`argon2 with m=${m}, t=${t}, p=${p}`);
    if (t < 1 || p < 1 || m < 8 * p) throw unreadable('argon2');
    const parameters = `$argon2${type}$v=${version}$m=${m},t=${t},p=${p}$`;
    // A hash without a version has the first one. It is written explicitly, so that the library does not assume the
    // current one.
    const stated = `${parameters}${salt}$${hash}`;
    return {
      kind: parameters,
      matches: (password) => verify(stated, password),
      decoy: () => `${parameters}${randomText(salt.length)}$${randomText(hash.length)}`,
    };
  },
};

function randomText(length: number): string {
  // The last digit can have less than six bits, and zero is always valid.
  return `${randomBytes(length).toString('hex').slice(1, length)}A`;
}
