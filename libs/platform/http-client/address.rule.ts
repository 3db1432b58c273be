import { BlockList, isIP, isIPv4 } from 'node:net';
import { lazily } from '@platform/process/lazily';

const library = lazily(() => require('ipaddr.js') as typeof import('ipaddr.js'));

/** Networks in CIDR notation, and single addresses. */
export function networksOf(entries: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const type = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) networks.addAddress(address, type);
    else networks.addSubnet(address, Number(bits), type);
  }
  return networks;
}

/**
 * Whether a call may connect to the address: a public one, or one of these networks. IPv4 addresses that are embedded in
 * IPv6 count as the IPv4 address, or as not public.
 */
export function isReachable(address: string, allowed: BlockList): boolean {
  if (isIP(address) === 0) return false;
  const parsed = library().process(address);
  if (allowed.check(parsed.toString(), parsed.kind())) return true;
  return parsed.range() === 'unicast';
}
