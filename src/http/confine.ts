import net from 'node:net';
import type { Policy } from '../core/config.ts';
import { boundaryOf } from './boundary.ts';

/** Where a socket is asked to go, from the forms that `Socket.connect` takes. Undefined for a path on this machine. */
function hostOf([first, second]: readonly unknown[]): string | undefined {
  // Node's own callers hand over their arguments as one normalised array.
  const options: unknown = Array.isArray(first) ? first[0] : first;
  if (typeof options === 'object' && options !== null) {
    if (typeof Reflect.get(options, 'path') === 'string') return undefined;
    const host: unknown = Reflect.get(options, 'host');
    return typeof host === 'string' && host !== '' ? host : 'localhost';
  }
  if (typeof options === 'string' && Number.isNaN(Number(options))) return undefined;
  return typeof second === 'string' ? second : 'localhost';
}

/**
 * Keeps every TCP connection of this process within what the policy allows, whoever opens it: official clients of vector
 * stores and other packages have doors of their own. The doors of this folder refuse earlier, with the same words.
 * `exceptHosts` may be reached all the same: the issuer of the tokens that open the HTTP server.
 */
export function confineProcess(policy: Policy, exceptHosts: readonly string[] = []): void {
  if (policy !== 'private' && policy !== 'offline') return;
  const boundary = boundaryOf(policy);
  const connect = net.Socket.prototype.connect;
  function confined(this: net.Socket, ...given: readonly unknown[]): net.Socket {
    const host = hostOf(given);
    if (host !== undefined && !exceptHosts.includes(host)) {
      try {
        boundary(new URL(`tcp://${host.includes(':') ? `[${host}]` : host}`));
      } catch (error) {
        // As a failed connection ends: later, and through the socket's own error.
        process.nextTick(() => this.destroy(error instanceof Error ? error : undefined));
        return this;
      }
    }
    return Reflect.apply(connect, this, given);
  }
  // One function stands for all the forms of the call.
  net.Socket.prototype.connect = confined as typeof connect;
}
