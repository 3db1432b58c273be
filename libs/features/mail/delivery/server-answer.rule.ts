const LONGEST = 300;

/** Links first, because an address may be part of one. Then whatever is long enough to be a token or a login. */
const TELLING = [/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, /[^\s<>"'(]+@[^\s<>"')]+/g, /[A-Za-z0-9+/_=-]{20,}/g];

/**
 * What of a mail server's answer may be kept and logged. Servers quote what they refuse: addresses, links with their
 * tokens, even a login.
 */
export function answerToKeep(answer: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length > 2).sort((a, b) => b.length - a.length);
  const withoutKnown = known.reduce((text, secret) => text.replaceAll(secret, '[…]'), answer);
  const plain = TELLING.reduce((text, pattern) => text.replace(pattern, '[…]'), withoutKnown);
  return [...plain.replace(/[\s\p{C}]+/gu, ' ').trim()].slice(0, LONGEST).join('');
}
