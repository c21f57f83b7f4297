import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Global unicast, the only part of IPv6 that the public internet uses. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** The well-known NAT64 prefix, behind which a public IPv4 address is public. Its local sister (64:ff9b:1::/48) is not. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** True for an address of the public internet, whatever its spelling; embedded IPv4 addresses are looked at too. */
export function isPublicAddress(text: string): boolean {
  // A zone (`fe80::1%eth0`) belongs to local addresses only.
  if (text.includes('%') || !ipaddr.isValid(text)) return false;
  return isPublic(ipaddr.parse(text));
}

function isPublic(address: Address): boolean {
  if (isIpv4(address)) return address.range() === 'unicast';
  if (address.isIPv4MappedAddress()) return isPublic(address.toIPv4Address());
  if (address.match(NAT64)) return isPublic(lastIpv4(address));
  return address.match(GLOBAL_UNICAST) && address.range() === 'unicast';
}

const isIpv4 = (address: Address): address is ipaddr.IPv4 => address.kind() === 'ipv4';

const lastIpv4 = (address: ipaddr.IPv6): ipaddr.IPv4 => new ipaddr.IPv4(address.toByteArray().slice(12));
