import { createEgressGuard, type EgressGuard } from '../../../src/http/egress.ts';
import { type EgressAnswer, type EgressRequest, pinnedTransport } from '../../../src/http/egress-transport.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';

type Answers = Readonly<Record<string, readonly string[]>>;
type Hosts = Readonly<Record<string, Partial<EgressAnswer>>>;

export type Harness = {
  readonly guard: EgressGuard;
  /** A listener on loopback that nothing may reach unless it is allowed. */
  readonly canary: Upstream;
  readonly port: string;
  /** Every connection that the guard asked for. */
  readonly connections: EgressRequest[];
  close(): Promise<void>;
};

/**
 * An egress guard without a network: names resolve by a table, connections to anything but loopback are recorded and
 * answered here. Connections to loopback are real, so that the canary would notice.
 */
export async function egressHarness(
  options: { names?: Answers; hosts?: Hosts; allow?: (port: string) => readonly string[] } = {},
): Promise<Harness> {
  const canary = await startUpstream({ headers: { 'content-type': 'text/plain' }, chunks: ['canary'] });
  const port = new URL(canary.url).port;
  const connections: EgressRequest[] = [];
  const guard = createEgressGuard({
    allowOrigins: options.allow?.(port) ?? [],
    lookup: async (host) => {
      const table: Answers = { localhost: ['127.0.0.1', '::1'], 'example.com': ['93.184.215.14'], ...options.names };
      const addresses = table[host] ?? table[host.replace(/\.$/, '')];
      if (addresses === undefined) throw new Error(`ENOTFOUND ${host}`);
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
    transport: async (request) => {
      connections.push(request);
      if (request.address === '127.0.0.1' || request.address === '::1') return pinnedTransport(request);
      return {
        status: 200,
        contentType: 'image/png',
        bytes: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
        ...options.hosts?.[request.url.host],
      };
    },
  });
  return { guard, canary, port, connections, close: () => canary.close() };
}

export const limits = () => ({ signal: new AbortController().signal, maxBytes: 1_000_000 });
