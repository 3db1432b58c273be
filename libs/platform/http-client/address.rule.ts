import { BlockList, isIP, isIPv4 } from 'node:net';
import { lazily } from '@platform/process/lazily';

const library = lazily(() => require('ipaddr.js') as typeof import('ipaddr.js'));

/** An obsolete way to embed IPv4 addresses in IPv6. */
const OLD_EMBEDDED = networksOf(['::/96']);

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
 * Returns the address if it is a public one, and undefined if it is loopback, private, reserved or invalid. An IPv4
 * address that is embedded in IPv6 becomes the IPv4 address.
 */
export function publicAddressIn(text: string): string | undefined {
  if (isIP(text) === 0) return undefined;
  const address = library().process(text);
  if (OLD_EMBEDDED.check(address.toString(), address.kind())) return undefined;
  return address.range() === 'unicast' ? address.toString() : undefined;
}

/**
 * Whether a call may connect to the address: a public one, or one of these networks. IPv4 addresses that are embedded in
 * IPv6 count as the IPv4 address, or as not public.
 */
export function isReachable(address: string, allowed: BlockList): boolean {
  if (isIP(address) === 0) return false;
  const parsed = library().process(address);
  if (allowed.check(parsed.toString(), parsed.kind())) return true;
  return publicAddressIn(address) !== undefined;
}
