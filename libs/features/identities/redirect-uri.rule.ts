/** `http://127.0.0.1/…` and `http://[::1]/…`: an app on the same device that listens on any port (RFC 8252, 7.3). */
const LOOPBACK = new Set(['127.0.0.1', '[::1]']);

/** The fault of an entry of the list; undefined if it is valid. */
export function faultOfRedirect(entry: string, production: boolean): string | undefined {
  const url = parse(entry);
  if (!url) return `contains ${entry}, which is not an http or https URL without credentials and fragment`;
  if (![url.href, withoutTrailingSlash(url)].includes(entry))
    return `contains ${entry}, which must be written as ${url.href}`;
  if (production && url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    return `contains ${entry}; in production, http is only allowed for 127.0.0.1 and [::1]`;
  return undefined;
}

/**
 * Whether a sign-in may return to this URI. It must match an entry of the list exactly, so that differences between URL
 * parsers cannot be exploited.
 */
export function isRedirectAllowed(redirectUri: string, entries: readonly string[]): boolean {
  const url = parse(redirectUri);
  if (!url || ![url.href, withoutTrailingSlash(url)].includes(redirectUri)) return false;
  return entries.some(
    (entry) => entry === redirectUri || new URL(entry).href === redirectUri || matchesExceptPort(url, entry),
  );
}

function matchesExceptPort(url: URL, entry: string): boolean {
  const allowed = new URL(entry);
  if (allowed.protocol !== 'http:' || !LOOPBACK.has(allowed.hostname) || allowed.port !== '') return false;
  const portless = new URL(url);
  portless.port = '';
  return portless.href === allowed.href;
}

function parse(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return url && isWeb && !url.username && !url.password && !text.includes('#') ? url : undefined;
}

/** Accepts `https://app.example.com` for `https://app.example.com/`. */
function withoutTrailingSlash({ href, origin, pathname, search }: URL): string {
  return pathname === '/' && search === '' ? origin : href;
}
