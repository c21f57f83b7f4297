import { Readable } from 'node:stream';
import { Secret } from '../../../../src/core/secret.ts';
import type { AuthParts, UnsignedRequest } from '../../../../src/http/auth/authenticator.ts';
import type { TransportAnswer, TransportRequest } from '../../../../src/http/transport.ts';

export const UNSIGNED: UnsignedRequest = {
  method: 'POST',
  url: new URL('https://api.acme.test/v1/chat'),
  headers: { 'content-type': 'application/json' },
  body: '{}',
};

export type Reply = {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Harness = {
  readonly parts: AuthParts;
  readonly requests: TransportRequest[];
  /** Replies, one a request; the last one stays. */
  reply(...next: readonly Reply[]): void;
  advance(ms: number): void;
};

/** Parts of an authenticator whose exchanges are answered here, on a clock that stands still. */
export function authHarness(
  keys: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
): Harness {
  const requests: TransportRequest[] = [];
  let replies: readonly Reply[] = [];
  let now = Date.UTC(2026, 10, 22, 12, 0, 0);
  const parts: AuthParts = {
    config: {
      secret: (name) => (keys[name] === undefined ? undefined : new Secret(keys[name])),
      variable: (name) => keys[name],
    },
    provider: { id: 'acme', name: 'Acme' },
    setting: (name) => {
      const value = settings[name];
      if (value === undefined) throw new Error(`No setting ${name}`);
      return value;
    },
    transport: async (request): Promise<TransportAnswer> => {
      requests.push(request);
      const [reply, ...rest] = replies;
      if (reply === undefined) throw new Error('Nothing was expected to be asked.');
      if (rest.length > 0) replies = rest;
      const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
      return { status: reply.status ?? 200, headers: reply.headers ?? {}, body: Readable.from([Buffer.from(text)]) };
    },
    now: () => now,
  };
  return {
    parts,
    requests,
    reply: (...next) => {
      replies = next;
    },
    advance: (ms) => {
      now += ms;
    },
  };
}
