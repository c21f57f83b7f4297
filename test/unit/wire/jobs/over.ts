import { afterEach, expect } from 'vitest';
import type { Endpoint } from '../../../../src/core/endpoint.ts';
import type { Operation } from '../../../../src/core/operation.ts';
import type { Jobs } from '../../../../src/wire/jobs/job.ts';
import { type RecordedRequest, startUpstream, type Upstream } from '../../../upstream.ts';
import { endpointFor } from '../../http/harness.ts';

let upstream: Upstream | undefined;
afterEach(() => upstream?.close());

export type Reply = {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};
export const { signal } = new AbortController();

/** One vendor's jobs over loopback, answered by a function; a text is sent as it is. */
export async function jobsOver(
  jobs: (endpoint: Endpoint) => Jobs,
  reply: (request: RecordedRequest) => Reply,
  namedHosts?: readonly string[],
) {
  upstream = await startUpstream((request, response) => {
    const { status = 200, body, headers = {} } = reply(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  });
  const { requests, url } = upstream;
  const endpoint = endpointFor(`${url}/v1`, namedHosts === undefined ? {} : { namedHosts });
  return {
    ...jobs(endpoint),
    requests,
    url,
    /** What was asked, in order. */
    asked: () => requests.map((request) => `${request.method} ${request.url}`),
  };
}

/** What an operation is after it was written down and read again. */
export const kept = (operation: Operation): Operation => JSON.parse(JSON.stringify(operation));

/** The state of a job that failed with this code, in a message with these words. */
export const failed = (code: string, words = '') => ({
  status: 'failed',
  error: expect.objectContaining({ code, message: expect.stringContaining(words) }),
});
