/** `http://127.0.0.1/…` and `http://[::1]/…`: an app on the same device that listens on any port (RFC 8252, 7.3). */
const LOOPBACK = new Set(['127.0.0.1', '[::1]']);

/** The fault of an entry of the list; undefined if it is valid. */
export function faultOfRedirect(entry: string, production: boolean): string | undefined {
  const url = parse(entry);
  if (!url) return `has ${entry}, which is not an http or https address without user and fragment`;
  if (![url.href, withoutSlash(url)].includes(entry)) return `has ${entry}, which is written as ${url.href}`;
  if (production && url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    return `has ${entry}; in production http is only for 127.0.0.1 and [::1]`;
  return undefined;
}

/**
 * Whether a sign-in may return to this URI. It must match an entry of the list exactly, so that differences between URL
 * parsers cannot be exploited.
 */
export function isRedirectAllowed(given: string, entries: readonly string[]): boolean {
  const url = parse(given);
  if (!url || ![url.href, withoutSlash(url)].includes(given)) return false;
  return entries.some((entry) => entry === given || new URL(entry).href === given || isSameBesidePort(url, entry));
}

function isSameBesidePort(url: URL, entry: string): boolean {
  const wanted = new URL(entry);
  if (wanted.protocol !== 'http:' || !LOOPBACK.has(wanted.hostname) || wanted.port !== '') return false;
  const portless = new URL(url);
  portless.port = '';
  return portless.href === wanted.href;
}

function parse(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return url && isWeb && !url.username && !url.password && !text.includes('#') ? url : undefined;
}

/** Accepts `https://app.example.com` for `https://app.example.com/`. */
function withoutSlash({ href, origin, pathname, search }: URL): string {
  return pathname === '/' && search === '' ? origin : href;
}
