const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Returns whether the Host header is this machine or the public URL. Another website could use any other name for DNS
 * rebinding.
 */
export function isLocalHost(host: string | undefined, publicUrl: string): boolean {
  const address = `http://${host ?? ''}`;
  if (!host || /[/@?#\\]/.test(host) || !URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return LOCAL.has(hostname) || hostname === new URL(publicUrl).hostname;
}
