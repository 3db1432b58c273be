const MAX_LENGTH = 300;

/** URLs come first, because they can contain addresses. The last pattern matches tokens and credentials. */
const SENSITIVE = [/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, /[^\s<>"'(]+@[^\s<>"')]+/g, /[A-Za-z0-9+/_=-]{20,}/g];

/**
 * Removes secrets from the response of a mail server, so that it can be stored and logged. Servers quote what they
 * reject: addresses, links with tokens, and even credentials.
 */
export function redactedResponse(answer: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length > 2).sort((a, b) => b.length - a.length);
  const withoutKnown = known.reduce((text, secret) => text.replaceAll(secret, '[…]'), answer);
  const plain = SENSITIVE.reduce((text, pattern) => text.replace(pattern, '[…]'), withoutKnown);
  return [...plain.replace(/[\s\p{C}]+/gu, ' ').trim()].slice(0, MAX_LENGTH).join('');
}
