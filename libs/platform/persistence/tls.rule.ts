import { isIP } from 'node:net';

export const IP_HOST = 'USERKEEP_TLS_IP_HOST';

interface Tls {
  readonly rejectUnauthorized: true;
  /** Without this, the driver accepts the certificate of any host that the authority has signed. */
  readonly verifyIdentity: boolean;
  readonly ca?: string;
}

/**
 * The TLS options of a connection to this address; undefined without TLS. `?tls=verify-ca` verifies the certificate but
 * not the host name, for providers whose certificates contain no host name.
 */
export function tlsOf(url: URL, ca: string | undefined): Tls | undefined {
  const tls = url.searchParams.get('tls');
  const isWanted = tls === 'true' || tls === 'verify-ca' || (ca !== undefined && !url.searchParams.has('socketPath'));
  if (!isWanted) return undefined;
  const verifyIdentity = tls !== 'verify-ca';
  // For an IP address the driver would compare the certificate with `localhost`.
  if (verifyIdentity && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0)
    throw Object.assign(new Error('The host is an IP address.'), { code: IP_HOST });
  return { rejectUnauthorized: true, verifyIdentity, ...(ca !== undefined && { ca }) };
}
