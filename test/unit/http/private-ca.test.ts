import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noAuth } from '../../../src/core/auth.ts';
import { silentLog } from '../../../src/core/log.ts';
import { createEndpoint } from '../../../src/http/endpoint.ts';
import { closeTransports } from '../../../src/http/transport.ts';
import { failureOf, get } from './harness.ts';

// An authority made for this test; its key was thrown away, so it signs nothing else.
const tls = (name: string): string => join(import.meta.dirname, '..', '..', 'fixtures', 'tls', name);

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(
    { key: readFileSync(tls('server.key')), cert: readFileSync(tls('server.pem')) },
    (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // `listen` on a TCP port gives an AddressInfo.
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(async () => {
  await closeTransports();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const endpointWith = (file: string | undefined) =>
  createEndpoint({
    definition: {
      id: 'acme',
      name: 'Acme',
      baseUrl: { global: url },
      auth: noAuth,
      settings: { caBundle: { env: ['ACME_CA'] } },
    },
    config: { providers: {}, secret: () => undefined, variable: (name) => (name === 'ACME_CA' ? file : undefined) },
    log: silentLog,
  });

it('trusts the authority that the operator names, and only then', async () => {
  const answer = await endpointWith(tls('authority.pem')).send('/x', undefined, get());
  expect(await answer.json()).toEqual({ ok: true });
  const failure = await failureOf(() => endpointWith(undefined).send('/x', undefined, get()));
  expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringContaining('No secure connection') });
});

it.each([['missing.pem'], ['server.key']])('says that %s is no bundle', async (file) => {
  const failure = await failureOf(() => endpointWith(tls(file)).send('/x', undefined, get()));
  expect(failure).toMatchObject({ code: 'not_configured', hint: expect.stringContaining(file) });
});
