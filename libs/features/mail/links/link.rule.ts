/** Printable ASCII without what ends an address in a text or in an attribute. */
const PLAIN = /^[!#-;=?-[\]_a-z~]+$/;

/** Whether a link leads to the base address, or to something below it. */
export function isBelow(base: string, link: string): boolean {
  if (!PLAIN.test(link) || link.includes('\\') || !URL.canParse(link)) return false;
  const rest = link.slice(base.length);
  return link.startsWith(base) && /^(\/|#|\?|$)/.test(rest) && new URL(link).origin === new URL(base).origin;
}
