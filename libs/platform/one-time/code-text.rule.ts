import { randomInt } from 'node:crypto';

const CODE_DIGITS = 8;
const CODE_VALUES = 10 ** CODE_DIGITS;
/** Longer than any spelling of a code with blanks between its digits. */
export const CODE_MAX_LENGTH = 32;

/** Eight digits, because an attacker who tries many accounts at once could guess a code of six. */
export function newCode(): string {
  return String(randomInt(CODE_VALUES)).padStart(CODE_DIGITS, '0');
}

/** Formats the code in two groups, which are easier to read and type. */
export function formatCode(code: string): string {
  return `${code.slice(0, CODE_DIGITS / 2)} ${code.slice(CODE_DIGITS / 2)}`;
}

export function parseCode(typed: string): string | undefined {
  return typedDigits(typed, CODE_DIGITS);
}

/** The digits of a typed code, without spaces and dashes and in any script; undefined for anything else. */
export function typedDigits(typed: string, count: number): string | undefined {
  const digits = [...typed.replace(/[\s\p{Dash}\p{Cf}]/gu, '')].map(digitOf).join('');
  return digits.length === count && /^[0-9]+$/.test(digits) ? digits : undefined;
}

/** The decimal digits of every script are ten consecutive code points, starting with zero. */
function digitOf(character: string): string {
  if (!/^\p{Nd}$/u.test(character)) return character;
  const point = character.codePointAt(0) as number;
  let zero = point;
  while (point - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(point - zero);
}
