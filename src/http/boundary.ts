import ipaddr from 'ipaddr.js';
import type { Policy } from '../core/config.ts';
import { ProviderError } from '../core/errors.ts';

/** Throws `forbidden` for an address beyond what the operator's policy allows. Nothing is resolved for it. */
export type Boundary = (url: URL) => void;

const NAMES_OF_THE_HOUSE = /^[^.]+$|\.(?:local|lan|home|internal|home\.arpa)$/;

/** True for this machine by its spelling. */
export function isThisMachine(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback';
}

/** True for this machine and the network it stands in: private and link-local addresses, and names that only it knows. */
function isNearby(host: string): boolean {
  if (isThisMachine(host)) return true;
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (!ipaddr.isValid(bare)) return NAMES_OF_THE_HOUSE.test(bare);
  return ['private', 'linkLocal', 'uniqueLocal'].includes(ipaddr.process(bare).range());
}

/** How far a server under this policy may reach. Most policies say nothing about that. */
export function boundaryOf(policy: Policy): Boundary {
  if (policy === 'private') return (url) => refuseUnless(isThisMachine(url.hostname), url, 'this machine');
  if (policy === 'offline') return (url) => refuseUnless(isNearby(url.hostname), url, 'this network');
  return () => undefined;
}

function refuseUnless(isInside: boolean, { host }: URL, place: string): void {
  if (isInside) return;
  throw new ProviderError('forbidden', {
    message: `The policy keeps everything on ${place}, and ${host.slice(0, 100)} is not on it.`,
    hint: 'Use what is here, or change LLMKIT_POLICY.',
    processed: false,
  });
}
