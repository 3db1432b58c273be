const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request was made to this machine or to our own address. Any other name in its Host header may be one that
 * a page of somebody else's points here, to read along.
 */
export function isLocalHost(host: string | undefined, publicUrl: string): boolean {
  const address = `http://${host ?? ''}`;
  if (!host || /[/@?#\\]/.test(host) || !URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return LOCAL.has(hostname) || hostname === new URL(publicUrl).hostname;
}
