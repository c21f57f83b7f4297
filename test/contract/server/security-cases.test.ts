import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import type { HttpServer } from '../../../src/server/http.ts';
import { echoCall, modern, openSession, send } from '../../fixtures/server/http-client.ts';
import { LogWatch, startHttp } from '../../fixtures/server/peers.ts';
import { MODERN_META, RawClient } from '../../fixtures/server/stdio-client.ts';
import { hasShared, shared } from '../../shared.ts';

type Case = {
  readonly id: string;
  readonly class: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expect: string;
  readonly why: string;
};

const file = shared('security', 'cases.json');
const cases: readonly Case[] =
  hasShared && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases : [];
const of = (kind: string) => cases.filter((item) => item.class === kind);
/** `403 or 421`, `400 and -32020`, `-32601`: the numbers that an expectation names. */
const numbersOf = (text: string) => (text.match(/-?\d{3,5}/g) ?? []).map(Number);

describe.runIf(of('jsonrpc').length > 0)('hostile JSON-RPC', () => {
  const ERAS = {
    '2025': (client: RawClient) => client.initialize(),
    '2026': async (client: RawClient) => void (await client.request('d', 'server/discover', MODERN_META)),
  };

  it.each(of('jsonrpc').flatMap((item) => Object.entries(ERAS).map(([era, open]) => ({ ...item, era, open }))))(
    '$id over stdio, $era: $why',
    async ({ input, expect: expected, open }) => {
      const client = new RawClient();
      try {
        await open(client);
        const before = client.messages.length;
        client.send(String(input.raw));
        const answer = await client.until(() => client.messages[before]);
        const [code] = numbersOf(expected);
        // A 2026 connection asks for the envelope of a request before it looks for the method.
        expect([code, ...(code === -32601 ? [-32602] : [])]).toContain(answer.error?.code);
        expect((await client.request('alive', 'tools/list', MODERN_META)).result).toBeDefined();
      } finally {
        client.kill();
      }
    },
  );

  it.each(of('jsonrpc'))('$id over HTTP: $why', async ({ input, expect: expected }) => {
    const server = await startHttp(new LogWatch());
    try {
      const answer = await send(server.url, { body: String(input.raw), headers: await openSession(server.url) });
      expect(answer.message?.error?.code).toBe(numbersOf(expected)[0]);
    } finally {
      await server.close();
    }
  });
});

describe.runIf(of('http').length > 0)('hostile HTTP', () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await startHttp(new LogWatch());
  });
  afterAll(() => server.close());

  it.each(of('http'))('$id: $why', async ({ input, expect: expected }) => {
    const method = String(input['body.method'] ?? 'tools/list');
    const { body, headers = {} } = modern(1, method, method === 'tools/call' ? echoCall('x') : {});
    const hostile = Object.entries(input).filter(([name]) => !name.startsWith('body.'));
    const lowered = Object.fromEntries(hostile.map(([name, value]) => [name.toLowerCase(), String(value)]));
    const answer = await send(server.url, { body, headers: { ...headers, ...lowered } });
    const statuses = numbersOf(expected).filter((number) => number > 0);
    const codes = numbersOf(expected).filter((number) => number < 0);
    expect(statuses).toContain(answer.status);
    if (codes.length > 0) expect(codes).toContain(answer.message?.error?.code);
  });
});

describe.runIf(of('token').length > 0)('missing tokens', () => {
  it.each(of('token').filter(({ input }) => input.missing === true))('$id: $why', async () => {
    const http = { authTokens: [new Secret('only-this-one')], allowedHosts: [], allowedOrigins: [] };
    const server = await startHttp(new LogWatch(), { config: { http } });
    try {
      const answer = await send(server.url, modern(1, 'tools/list'));
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer .*resource_metadata="http/);
    } finally {
      await server.close();
    }
  });
});

const sizes = of('limits').flatMap((item) => {
  const size = /argument of (\d+) MiB/.exec(String(item.input.make))?.[1];
  return size === undefined ? [] : [{ ...item, bytes: Number(size) * 1_048_576 }];
});

describe.runIf(sizes.length > 0)('arguments beyond every limit', () => {
  it.each(sizes)('$id over stdio: $why', async ({ bytes }) => {
    const client = new RawClient();
    try {
      await client.initialize();
      const { error } = await client.request(1, 'tools/call', echoCall('x'.repeat(bytes)));
      expect(error?.message).toMatch(/limit is \d+ bytes/);
      expect((await client.request(2, 'ping')).result).toEqual({});
    } finally {
      client.kill();
    }
  });

  it.each(sizes)('$id over HTTP: $why', async ({ bytes }) => {
    const server = await startHttp(new LogWatch());
    try {
      const { status, text } = await send(server.url, modern(1, 'tools/call', echoCall('x'.repeat(bytes))));
      expect(status).toBe(413);
      expect(text).toMatch(/larger than \d+ bytes/);
      expect((await send(server.url, modern(2, 'tools/list'))).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});
