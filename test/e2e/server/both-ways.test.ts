import { request } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openBothWays,
  sendTo,
  TOKEN,
  visible,
  type Way,
  type Ways,
  wentLean,
} from '../../fixtures/server/both-ways.ts';
import { broken, call, declaring, LEAN, LEFT } from '../../fixtures/server/both-ways-requests.ts';
import { echoCall, INITIALIZE, modern, type Sent } from '../../fixtures/server/http-client.ts';

let ways: Ways;
beforeAll(async () => {
  ways = await openBothWays();
});
afterAll(() => ways.close());

const both = (sent: Sent) => Promise.all([sendTo(ways.sdk, sent), sendTo(ways.lean, sent)]);

describe('the way past the SDK', () => {
  it('answers lists from memory after the first', async () => {
    for (const method of ['tools/list', 'server/discover']) {
      await expect.poll(async () => wentLean(await sendTo(ways.lean, modern(1, method)))).toBe(true);
    }
  });

  it.each(LEAN)('is taken by %s and answers as the SDK does', async (_what, sent) => {
    const [expected, answer] = await both(sent);
    expect(visible(answer)).toEqual(visible(expected));
    expect([wentLean(expected), wentLean(answer)]).toEqual([false, true]);
  });

  it.each(LEFT)('leaves %s as it is', async (_what, sent) => {
    const [expected, answer] = await both(sent);
    expect(visible(answer)).toEqual(visible(expected));
    expect(wentLean(answer)).toBe(wentLean(expected));
  });

  it('answers progress as a stream that ends with the result', async () => {
    const [expected, answer] = await both(declaring(call('count', { to: 3 }), { progressToken: 'p' }));
    expect(visible(answer)).toEqual(visible(expected));
    expect(visible(answer)).toMatchObject({
      headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
      messages: [
        { method: 'notifications/progress', params: { progressToken: 'p', progress: 1, message: 'step 1 of 3' } },
        { method: 'notifications/progress', params: { progress: 3 } },
        { id: 1, result: { structuredContent: { counted: 3 } } },
      ],
    });
  });

  it('answers a stream of a call that fails alike', async () => {
    const [expected, answer] = await both(declaring(call('count', { to: 5000 }), { progressToken: 0 }));
    expect(visible(answer)).toEqual(visible(expected));
  });
});

it('tells no broken request from another than the SDK does', async () => {
  const differences: unknown[] = [];
  for (const [what, sent] of broken()) {
    const [expected, answer] = (await both(sent)).map(visible);
    if (!isDeepStrictEqual(answer, expected)) differences.push({ what, expected, answer });
  }
  expect(differences).toEqual([]);
});

describe('a session of 2025', () => {
  it('is served the same beside it', async () => {
    const [expected, answer] = await Promise.all([session(ways.sdk), session(ways.lean)]);
    expect(answer).toEqual(expected);
    expect(answer.map(({ status }) => status)).toEqual([200, 202, 200, 200, 200]);
  });

  async function session(way: Way) {
    const opened = await sendTo(way, { body: INITIALIZE });
    const headers = {
      'mcp-session-id': String(opened.headers['mcp-session-id']),
      'mcp-protocol-version': '2025-11-25',
    };
    const answers = [visible(opened)];
    for (const body of [
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
      { jsonrpc: '2.0', id: 3, method: 'tools/call', params: echoCall('hi') },
      { jsonrpc: '2.0', id: 4, method: 'ping' },
    ]) {
      answers.push(visible(await sendTo(way, { headers, body })));
    }
    return answers;
  }
});

describe('a call that does not come to its end', () => {
  const body = JSON.stringify(call('wait', { ms: 20_000, tag: 'long' }).body);
  const { headers } = call('wait', {});

  /** Starts the long call; resolves once its tool runs. */
  async function begin({ server, logs }: Way) {
    const { promise: status, resolve } = Promise.withResolvers<number | 'cut'>();
    const sent = request(server.url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    });
    sent.once('response', (answer) => answer.resume().once('end', () => resolve(answer.statusCode ?? 0)));
    sent.once('error', () => resolve('cut'));
    sent.end(body);
    await logs.has('started long');
    return { leave: () => sent.destroy(), status };
  }

  it('is cancelled when the client leaves', async () => {
    for (const way of [ways.sdk, ways.lean]) {
      const { leave } = await begin(way);
      leave();
      await way.logs.has('aborted long');
    }
  });

  it('is cancelled and told so when the server stops', async () => {
    const stopping = await openBothWays();
    const statuses: unknown[] = [];
    for (const way of [stopping.sdk, stopping.lean]) {
      const { status } = await begin(way);
      await way.server.close();
      statuses.push(await status);
      await way.logs.has('aborted long');
    }
    expect(statuses).toEqual([499, 499]);
  });
});
