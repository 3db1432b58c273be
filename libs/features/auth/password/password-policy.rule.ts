/** The fault of a weak password. The length counts characters, not bytes. */
export type PasswordFault = 'too_short' | 'too_long' | 'too_common' | 'contains_personal_info' | 'invalid_characters';

export const PASSWORD_MAX_LENGTH = 256;

interface Context {
  readonly minLength: number;
  /** Names and addresses of the user, and of the product. */
  readonly personalWords: readonly string[];
  isCommon(word: string): boolean;
}

/** NIST SP 800-63B-4: a minimum length and a blocklist, but no composition rules and no truncation. */
export function faultOf(password: string, { minLength, personalWords, isCommon }: Context): PasswordFault | undefined {
  if (!password.isWellFormed() || /[\u0000-\u001f\u007f]/.test(password)) return 'invalid_characters';
  const length = [...password].length;
  if (length < minLength) return 'too_short';
  if (length > PASSWORD_MAX_LENGTH) return 'too_long';
  const plain = password.toLowerCase();
  if (isSequence(plain)) return 'too_common';
  for (const core of coresOf(plain)) {
    if (isCommon(core)) return 'too_common';
    if (personalWords.some((word) => word.length > 2 && core === word.toLowerCase())) return 'contains_personal_info';
  }
  return undefined;
}

/**
 * Strips padding and repetition: "Password2026!!!!" becomes "password", and "sunshinesunshine" becomes "sunshine". A
 * long password that is derived from a common one is no safer.
 */
function coresOf(plain: string): string[] {
  const stripped = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const cores = [plain, stripped, repeatedUnit(plain), repeatedUnit(stripped)];
  return [...new Set(cores.flatMap((core) => [core, unleet(core)]))].filter((core) => core.length > 2);
}

function repeatedUnit(text: string): string {
  for (let size = 1; size <= text.length / 2; size++) {
    const unit = text.slice(0, size);
    if (text === unit.repeat(Math.ceil(text.length / size)).slice(0, text.length)) return unit;
  }
  return text;
}

function unleet(text: string): string {
  const letters: Record<string, string> = {
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '7': 't',
    $: 's',
    '@': 'a',
    '!': 'i',
  };
  return [...text].map((character) => letters[character] ?? character).join('');
}

const ROWS = [
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '01234567890123456789',
];

/** "aaaaaaaa", "12345678", "abcdefgh", "qwertyui": mostly steps of one along an alphabet or a keyboard. */
function isSequence(plain: string): boolean {
  let steps = 0;
  for (let at = 1; at < plain.length; at++) {
    const [before, here] = [plain[at - 1] as string, plain[at] as string];
    const distance = Math.abs(here.charCodeAt(0) - before.charCodeAt(0));
    if (distance <= 1 || ROWS.some((row) => row.includes(before + here) || row.includes(here + before))) steps++;
  }
  return steps >= (plain.length - 1) * 0.8;
}
