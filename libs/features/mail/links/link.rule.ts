/** Printable ASCII without characters that end a URL in text or in an HTML attribute. */
const PLAIN = /^[!#-;=?-[\]_a-z~]+$/;

/** Returns whether a link is the base URL or a URL below it. */
export function isBelow(base: string, link: string): boolean {
  if (!PLAIN.test(link) || link.includes('\\') || !URL.canParse(link)) return false;
  const rest = link.slice(base.length);
  return link.startsWith(base) && /^(\/|#|\?|$)/.test(rest) && new URL(link).origin === new URL(base).origin;
}
