import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLeanAnswer, type LeanAnswer } from '../../../src/server/lean-answer.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** One request to a server that answers it leanly, from both ends. */
async function exchange(keepAliveMs = 60_000) {
  const answers = Promise.withResolvers<LeanAnswer>();
  const server = createServer((_request, response) => answers.resolve(createLeanAnswer(response, keepAliveMs)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Listening on a port, so the address is an object.
  const client = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false });
  client.on('error', () => {});
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const incoming = new Promise<IncomingMessage>((resolve) => client.once('response', resolve));
  return { answer: await answers.promise, client, incoming };
}

const textOf = async (incoming: Promise<IncomingMessage>): Promise<string> =>
  (await (await incoming).setEncoding('utf8').toArray()).join('');

describe('an answer', () => {
  it('is JSON in one piece, its length in bytes', async () => {
    const { answer, incoming } = await exchange();
    answer.end('{"é":1}');
    expect(await textOf(incoming)).toBe('{"é":1}');
    const { statusCode, headers } = await incoming;
    expect([statusCode, headers['content-type'], headers['content-length']]).toEqual([200, 'application/json', '8']);
    expect(answer.signal.aborted).toBe(false);
  });

  it('is a stream from its first notification on', async () => {
    const { answer, incoming } = await exchange();
    answer.notify({ method: 'a' });
    expect((await incoming).headers['content-type']).toBe('text/event-stream');
    answer.notify({ method: 'b' });
    answer.end('{"id":1}');
    const frames = ['{"method":"a"}', '{"method":"b"}', '{"id":1}'].map((data) => `event: message\ndata: ${data}\n\n`);
    expect(await textOf(incoming)).toBe(frames.join(''));
  });

  it('says that it is alive while its stream is silent', async () => {
    const { answer, incoming } = await exchange(2);
    answer.notify({ method: 'a' });
    const stream = (await incoming).setEncoding('utf8');
    let text = '';
    for await (const chunk of stream) {
      text += chunk;
      if (text.includes(': keepalive\n\n')) break;
    }
    expect(text).toContain(': keepalive\n\n');
  });

  it('aborts its signal when the client leaves, and bears what comes after', async () => {
    const { answer, client } = await exchange();
    client.destroy();
    await once(answer.signal, 'abort');
    answer.notify({ method: 'late' });
    answer.end('{}');
    expect(answer.signal.aborted).toBe(true);
  });

  it('ends with 499 when it is cancelled, and takes no result after that', async () => {
    const { answer, incoming } = await exchange();
    answer.cancel();
    answer.end('{}');
    expect(await textOf(incoming)).toBe('');
    expect((await incoming).statusCode).toBe(499);
    expect(answer.signal.aborted).toBe(true);
  });

  it('ends a stream without a result when it is cancelled', async () => {
    const { answer, incoming } = await exchange();
    answer.notify({ method: 'a' });
    answer.cancel();
    expect(await textOf(incoming)).toBe('event: message\ndata: {"method":"a"}\n\n');
  });
});
