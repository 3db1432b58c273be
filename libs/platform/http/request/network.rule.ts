import { isIP, isIPv6 } from 'node:net';

/** A forwarded address may be invalid input of the client; then the address of the proxy is used. */
export function addressOf(forwarded: string, peer: string | undefined): string {
  return isIP(forwarded) ? forwarded : (peer ?? 'unknown');
}

/** The network of one subscriber: an IPv4 address, or an IPv6 /64. IPv4-mapped IPv6 is treated as IPv4. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return mapped[1] as string;
  if (!isIPv6(ip)) return ip;
  const [address = ''] = ip.split('%');
  const [head = '', tail] = address.split('::');
  const headGroups = head === '' ? [] : head.split(':');
  const tailGroups = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - headGroups.length - tailGroups.length;
  const groups = [...headGroups, ...Array<string>(Math.max(missing, 0)).fill('0'), ...tailGroups];
  const prefix = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}
