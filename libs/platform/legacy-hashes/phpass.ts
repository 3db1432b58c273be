import { randomBytes } from 'node:crypto';
import { tooCostly, unreadable, type LegacyScheme } from './legacy-hash';
import { inRounds } from './rounds';
import { sameBytes } from './same-bytes.rule';

const DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FORM = /^(\$[PH]\$)([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]{22})$/;
/** The logarithm of the number of rounds. WordPress used 13; 18 takes a quarter of a second. */
const HIGHEST_COST = 18;
const LOWEST_COST = 7;

/** The hash of WordPress and phpBB before bcrypt: iterated MD5 with its own base64 alphabet. */
export const phpass: LegacyScheme = {
  parse(text) {
    if (!/^\$[PH]\$/.test(text)) return undefined;
    const [, prefix, digit, salt, encoded] = FORM.exec(text) ?? [];
    if (!prefix || !digit || !salt || !encoded) throw unreadable('phpass');
    const cost = DIGITS.indexOf(digit);
    if (cost < LOWEST_COST) throw unreadable('phpass');
    if (cost > HIGHEST_COST) throw tooCostly(`2^${cost} rounds`);
    return {
      kind: `phpass ${cost}`,
      async matches(password) {
        const secret = Buffer.from(password);
        const first = Buffer.concat([Buffer.from(salt), secret]);
        const digest = await inRounds('md5', first, 2 ** cost + 1, (last) => Buffer.concat([last, secret]));
        return sameBytes(Buffer.from(writeDigits(digest)), Buffer.from(encoded));
      },
      decoy: () => `${prefix}${digit}${writeDigits(randomBytes(6))}${writeDigits(randomBytes(16))}`,
    };
  },
};

/** Encodes three bytes as four digits, the lowest bits first. */
function writeDigits(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const some = bytes.subarray(at, at + 3);
    const value = some.readUIntLE(0, some.length);
    for (let digit = 0; digit <= some.length; digit++) text += DIGITS[(value >>> (6 * digit)) & 63];
  }
  return text;
}
