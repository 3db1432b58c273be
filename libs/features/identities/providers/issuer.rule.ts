const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Returns the fault of an issuer URL; undefined if it is valid. */
export function faultOfIssuer(text: string, production: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url && !url.username && !url.password && !url.search && !text.includes('#');
  if (!isBare) return 'must be a URL without a user, query or fragment';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && !production && LOOPBACK.has(url.hostname)) return undefined;
  return 'must start with https://; http:// is only allowed for this machine and outside production';
}
