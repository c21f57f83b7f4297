import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';

/** One way to ask the same question. Both throw when the answer is not the expected one. */
export type Lane = {
  readonly name: string;
  /** Whose CPU is counted. */
  readonly pid: number | undefined;
  call(): Promise<void>;
  /** Milliseconds until the first word of a streamed answer was seen. */
  firstWord(): Promise<number>;
};

const EXPECTED = 'word0 word1';
const prompt = 'Say eight words.';
const bodyOf = (stream: boolean): string =>
  JSON.stringify({
    model: 'bench',
    messages: [{ role: 'user', content: prompt }],
    ...(stream && { stream: true, stream_options: { include_usage: true } }),
  });

/** The provider itself, or something that passes bytes on: a chat completion over keep-alive connections. */
export function plainLane(name: string, origin: string, pid: number | undefined): Lane {
  const pool = new Pool(origin, { connections: 64 });
  const post = (stream: boolean) =>
    pool.request({
      path: '/chat/completions',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: bodyOf(stream),
    });
  return {
    name,
    pid,
    async call() {
      const answer = JSON.parse(await (await post(false)).body.text());
      expectWords(name, answer.choices[0].message.content);
    },
    firstWord: async () => {
      const started = performance.now();
      return firstMatch((await post(true)).body, /word0/, started);
    },
  };
}

const chatOf = (token: number | undefined) => ({
  name: 'chat',
  arguments: { prompt, model: 'openai/bench' },
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
    ...(token !== undefined && { progressToken: token }),
  },
});

/** Our server over Streamable HTTP. */
export function httpLane(name: string, url: string, pid: number | undefined): Lane {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 64 });
  let id = 0;
  const post = (token?: number) => {
    id += 1;
    return pool.request({
      path: pathname,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'chat',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: chatOf(token) }),
    });
  };
  return {
    name,
    pid,
    call: async () => expectWords(name, await (await post()).body.text()),
    firstWord: async () => {
      const started = performance.now();
      return firstMatch((await post(id + 1)).body, /word0/, started);
    },
  };
}

/** Our server over its stdin and stdout. */
export function stdioLane(name: string, child: ChildProcessWithoutNullStreams): Lane {
  const waiting = new Map<number, (line: string) => void>();
  const hearing = new Map<number, () => void>();
  let last = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    if (message.method === 'notifications/progress') hearing.get(message.params.progressToken)?.();
    else waiting.get(message.id)?.(line);
  });
  const send = (hasToken: boolean): { readonly id: number; readonly answer: Promise<string> } => {
    const id = ++last;
    const { promise, resolve } = Promise.withResolvers<string>();
    waiting.set(id, resolve);
    const params = chatOf(hasToken ? id : undefined);
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`);
    return { id, answer: promise.finally(() => waiting.delete(id)) };
  };
  return {
    name,
    pid: child.pid,
    call: async () => expectWords(name, await send(false).answer),
    firstWord: async () => {
      const started = performance.now();
      const { id, answer } = send(true);
      const heard = Promise.withResolvers<number>();
      hearing.set(id, () => heard.resolve(performance.now() - started));
      const ms = await Promise.race([heard.promise, answer.then(() => Number.NaN)]);
      expectWords(name, await answer);
      hearing.delete(id);
      return ms;
    },
  };
}

function expectWords(name: string, text: string): void {
  if (!text.includes(EXPECTED)) throw new Error(`${name} answered ${text.slice(0, 300)}`);
}

/** Reads to the end, so that the connection can be used again. */
async function firstMatch(body: AsyncIterable<Buffer>, wanted: RegExp, started: number): Promise<number> {
  let ms = Number.NaN;
  let text = '';
  for await (const chunk of body) {
    text += chunk.toString('utf8');
    if (Number.isNaN(ms) && wanted.test(text)) ms = performance.now() - started;
  }
  return ms;
}
