import { afterEach } from 'vitest';
import type { ImageCapability, ImageRequest } from '../../../../src/core/image.ts';
import { silentLog } from '../../../../src/core/log.ts';
import type { CapabilityFactory, EngineHost } from '../../../../src/core/provider.ts';
import { asking, settled } from '../../../support/image.ts';
import { type RecordedRequest, startUpstream, type Upstream } from '../../../upstream.ts';
import { endpointFor } from '../../http/harness.ts';

let upstream: Upstream | undefined;
afterEach(() => upstream?.close());

export type Reply = {
  readonly status?: number;
  /** Bytes and texts as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A family over loopback, each request answered by a function or always the same. */
export async function imageOver(
  family: CapabilityFactory<'image'>,
  reply: Reply | ((request: RecordedRequest) => Reply),
  wait: EngineHost['wait'] = async () => {},
) {
  upstream = await startUpstream((request, response) => {
    const {
      status = 200,
      body = {},
      type = 'application/json',
      headers = {},
    } = typeof reply === 'function' ? reply(request) : reply;
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body));
  });
  const { requests, url } = upstream;
  const endpoint = endpointFor(url, { hosts: { run: { url }, second: { url }, dream: { url } } });
  const capability: ImageCapability = family(endpoint, { dataFolder: '/nowhere', log: silentLog, wait });
  return {
    capability,
    requests,
    asked: () => requests.map((request) => `${request.method} ${request.url}`),
    ask: (request: Partial<ImageRequest> = {}, signal?: AbortSignal) => settled(capability, asking(request), signal),
  };
}
