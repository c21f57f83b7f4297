import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noAuth } from '../../src/core/auth.ts';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { asProviderError, ProviderError } from '../../src/core/errors.ts';
import { silentLog } from '../../src/core/log.ts';
import type { ProviderDefinition } from '../../src/core/provider.ts';
import { createCatalogue } from '../../src/runtime/catalogue.ts';
import { createExecute } from '../../src/runtime/execute.ts';
import { openState } from '../../src/runtime/state.ts';
import { testConfig } from '../config.ts';
import { jsonAnswer, noNetwork } from '../endpoint.ts';
import { memoryArtifacts } from '../memory-artifacts.ts';
import { answer, hello, temporaryFolder, toolCall } from '../unit/runtime/pipeline.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A provider on loopback that answers each request by the next handler; the last one repeats. */
async function upstream(...handlers: readonly Handler[]) {
  let effects = 0;
  const server: Server = createServer((request, response) => {
    const handler = handlers[Math.min(effects++, handlers.length - 1)];
    handler?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // Listening on a port, so the address is an object.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, effects: () => effects };
}

/** The smallest endpoint over real sockets. */
const endpointTo = (url: string): Endpoint => ({
  ...noNetwork,
  provider: 'acme',
  async send(path, body, { signal }) {
    const failed = (thrown: unknown) =>
      signal.aborted ? asProviderError(signal.reason) : new ProviderError('network', { cause: thrown });
    const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body), signal }).catch((thrown) => {
      throw failed(thrown);
    });
    if (!response.ok) {
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      const code = response.status === 429 ? 'rate_limited' : 'overloaded';
      throw new ProviderError(code, { status: response.status, retryAfterMs: seconds * 1000, processed: false });
    }
    return jsonAnswer(() =>
      response.json().catch((thrown) => {
        throw failed(thrown);
      }),
    );
  },
});

/** Pauses between tries take no time here, and are remembered; deadlines stay real. */
function impatientClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = [];
  return {
    ...systemClock,
    pauses,
    sleep(ms, signal) {
      if (ms > 60_000) return systemClock.sleep(ms, signal);
      pauses.push(ms);
      return Promise.resolve();
    },
  };
}

function pipelineTo(url: string) {
  const clock = impatientClock();
  const home = temporaryFolder();
  const config = testConfig({ home });
  const acme: ProviderDefinition = {
    id: 'acme',
    name: 'Acme',
    docs: '',
    status: 'ga',
    checked: '2026-11-22',
    baseUrl: { global: url },
    auth: noAuth,
    capabilities: {
      chat: (endpoint) => ({
        async chat(request, { signal }) {
          const head = await endpoint.send('/chat', { model: request.model }, { signal });
          return answer(String(await head.json()));
        },
      }),
    },
    defaults: { chat: 'small' },
  };
  const state = openState({ home, clock });
  onTestFinished(() => state.close());
  const parts = { config, clock, log: silentLog };
  const catalogue = createCatalogue({
    ...parts,
    definitions: [acme],
    modelFacts: {},
    wires: {},
    createEndpoint: () => endpointTo(url),
  });
  return { ...createExecute({ ...parts, state, catalogue, artifacts: async () => memoryArtifacts() }), clock };
}

const good: Handler = (_request, response) => response.end('"fine"');
const status =
  (code: number, headers: Record<string, string> = {}): Handler =>
  (_request, response) =>
    response.writeHead(code, headers).end('{}');
const ask = ({ run }: ReturnType<typeof pipelineTo>, signal?: AbortSignal) =>
  run('chat', hello, { model: 'acme' }, toolCall(signal === undefined ? {} : { signal }));

describe('the pipeline over real sockets', () => {
  it('waits as long as Retry-After says and succeeds', async () => {
    const { url, effects } = await upstream(status(429, { 'retry-after': '2' }), good);
    const pipeline = pipelineTo(url);
    expect((await ask(pipeline)).result.text).toBe('fine');
    expect(effects()).toBe(2);
    expect(pipeline.clock.pauses[0]).toBeGreaterThanOrEqual(2000);
    expect(pipeline.clock.pauses[0]).toBeLessThanOrEqual(2600);
  });

  it('reaches a failing provider at most three times', async () => {
    const { url, effects } = await upstream(status(503));
    await expect(ask(pipelineTo(url))).rejects.toMatchObject({ code: 'overloaded', status: 503 });
    expect(effects()).toBe(3);
  });

  it('repeats after a reset before any byte', async () => {
    const { url, effects } = await upstream((request) => request.socket.resetAndDestroy(), good);
    expect((await ask(pipelineTo(url))).result.text).toBe('fine');
    expect(effects()).toBe(2);
  });

  it('does not repeat once bytes of an answer came', async () => {
    const { url, effects } = await upstream((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('"fi');
      setImmediate(() => request.socket.resetAndDestroy());
    }, good);
    await expect(ask(pipelineTo(url))).rejects.toMatchObject({ code: 'network' });
    expect(effects()).toBe(1);
  });

  it('closes the request upstream as soon as it is cancelled', async () => {
    const cancel = new AbortController();
    const closed = Promise.withResolvers<number>();
    const { url } = await upstream((request) => {
      const cancelled = performance.now();
      request.socket.once('close', () => closed.resolve(performance.now() - cancelled));
      cancel.abort();
    });
    const pipeline = pipelineTo(url);
    await expect(ask(pipeline, cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await closed.promise).toBeLessThan(5_000);
    expect((await pipeline.ledger.list({ limit: 1 }, 'local')).calls).toMatchObject([{ outcome: 'cancelled' }]);
  });
});
