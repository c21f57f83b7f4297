import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliPath } from '../cli.ts';
import { modern, send } from '../fixtures/server/http-client.ts';
import { RawClient } from '../fixtures/server/stdio-client.ts';
import { onlyChildOf } from '../support/child-processes.ts';
import { type LiveVendor, startLiveVendor } from '../support/live-vendor.ts';
import { openStream, refusalOf, type StreamClient } from '../support/stream-client.ts';

const KEY = 'key-of-test';
const TOKENS = { alice: 'alice-0123456789', bob: 'bob-0123456789' };

let vendor: LiveVendor;
let home: string;
let server: RawClient;
let url: string;
let ids = 0;
let streams: StreamClient[] = [];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-stream-'));
  vendor = await startLiveVendor();
  server = new RawClient(
    {
      LLMKIT_HOME: home,
      LLMKIT_DISCOVER: '0',
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: vendor.url,
      LLMKIT_AUTH_TOKENS: Object.values(TOKENS).join(','),
    },
    [process.execPath, cliPath, 'serve', '--http', '--port', '0', '--tools', 'all'],
  );
  await server.logged('listens on');
  url = /listens on (\S+)/.exec(server.stderr)?.[1] ?? '';
});
afterEach(async () => {
  for (const { socket } of streams) socket.terminate();
  streams = [];
  server.kill();
  await server.exited;
  await vendor.close();
  // After a kill, the process of the sessions may still be saying goodbye.
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

async function call(name: string, input: object, who: keyof typeof TOKENS = 'alice') {
  const headers = { authorization: `Bearer ${TOKENS[who]}` };
  const answer = await send(url, modern(++ids, 'tools/call', { name, arguments: input }, headers));
  // biome-ignore lint/suspicious/noExplicitAny: each test reads the fields of its own tool
  return answer.message?.result?.structuredContent as any;
}

async function stream(address: string): Promise<StreamClient> {
  const client = await openStream(address);
  streams.push(client);
  return client;
}

/** The process of the sessions, which is the server's only child. */
const hostPid = (): number => onlyChildOf(server.child.pid ?? 0);

describe('a live stream', () => {
  it('carries sound both ways, and tells what happens', async () => {
    const { stream_url, session_id } = await call('voice_open', {});
    expect(stream_url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/voice\/stream\/[\w-]{22,}$/);
    const client = await stream(stream_url);
    expect(await client.event('ready')).toEqual({
      type: 'ready',
      session_id,
      audio_in: { format: 'pcm16', rate: 24_000 },
      audio_out: { format: 'pcm16', rate: 24_000 },
    });
    const sound = Buffer.from(Uint8Array.from({ length: 9_600 }, (_, index) => (index * 31) % 251));
    for (let offset = 0; offset < sound.length; offset += 960) client.socket.send(sound.subarray(offset, offset + 960));
    client.command({ type: 'commit' });
    expect(await client.event('user_transcript')).toMatchObject({ text: 'heard 0.2 s', final: true });
    expect(await client.event('assistant_delta')).toMatchObject({ text: 'Hello there.' });
    expect(await client.event('turn_done')).toMatchObject({
      turn: 1,
      first_audio_ms: expect.any(Number),
      artifact: { uri: expect.stringMatching(/^artifact:/), mime_type: 'audio/wav', duration_s: 0.4 },
    });
    const reply = Buffer.concat([1, 2, 3, 4].map((value) => Buffer.alloc(4_800, value)));
    expect(client.audio().equals(reply)).toBe(true);
    const heard = vendor.visits[0]?.received.flatMap((message) => {
      const { type, audio } = JSON.parse(String(message));
      return type === 'input_audio_buffer.append' ? [Buffer.from(audio, 'base64')] : [];
    });
    expect(Buffer.concat(heard ?? []).equals(sound)).toBe(true);
  });

  it('takes words, results of tools and interruptions, and says what it cannot take', async () => {
    vendor.replyWith((talk) => {
      if (talk.texts.length === 1) talk.askTool('call_1', 'weather', {});
      else talk.begin(`It is ${talk.texts.at(-1)}`);
    });
    const { stream_url } = await call('voice_open', { tools: [{ name: 'weather' }] });
    const client = await stream(stream_url);
    client.command({ type: 'text', text: 'What is it like?' });
    expect(await client.event('tool_request')).toMatchObject({ tool_call: { id: 'call_1', name: 'weather' } });
    client.command({ type: 'tool_result', id: 'call_2', output: 'dry' });
    expect(await client.event('refused')).toMatchObject({ code: 'not_found' });
    client.command({ type: 'tool_result', id: 'call_1', output: 'raining' });
    expect(await client.event('assistant_delta')).toMatchObject({ text: 'It is raining' });
    client.command({ type: 'interrupt', played_ms: 120 });
    await client.event('interrupted');
    const wrong = ['no JSON', '[]', '{"type":"dance"}', '{"type":"text"}', '{"type":"interrupt","played_ms":"x"}'];
    for (const text of wrong) {
      client.socket.send(text);
      expect(await client.event('refused')).toMatchObject({ code: 'invalid_input' });
    }
    client.socket.send(Buffer.alloc(3));
    expect(await client.event('refused')).toMatchObject({ code: 'invalid_input' });
  });

  it('is taken up again where it was, by one client at a time', async () => {
    const { stream_url } = await call('voice_open', {});
    const first = await stream(stream_url);
    first.command({ type: 'text', text: 'One.' });
    const { cursor } = await first.event('turn_done');
    first.socket.terminate();
    await call('voice_send', { session_id: (await first.event('ready')).session_id, text: 'Two.', commit: true });
    const second = await stream(`${stream_url}?after=${cursor}`);
    expect(await second.event('turn_done')).toMatchObject({ turn: 2 });
    expect(second.events.filter(({ type }) => type === 'turn_done')).toHaveLength(1);

    const third = await stream(stream_url);
    expect((await second.closed).code).toBe(4409);
    third.command({ type: 'text', text: 'Three.' });
    expect(await third.event('turn_done')).toMatchObject({ turn: 3 });
  });

  it('ends with the session, whoever ends it', async () => {
    const byTool = await call('voice_open', {});
    const client = await stream(byTool.stream_url);
    await call('voice_close', { session_id: byTool.session_id });
    expect(await client.event('closed')).toMatchObject({ code: 'closed' });
    expect((await client.closed).code).toBe(1000);
    expect(await refusalOf(byTool.stream_url)).toBe(404);

    const byStream = await call('voice_open', {});
    const other = await stream(byStream.stream_url);
    other.command({ type: 'end' });
    expect((await other.closed).code).toBe(1000);
    await vendor.allClosed();
  });

  it('does not exist for who has no ticket, and is guarded as any request is', async () => {
    expect(await refusalOf(url.replace(/^http(.*)mcp$/, `ws$1voice/stream/${'A'.repeat(24)}`))).toBe(404);
    const { stream_url } = await call('voice_open', {});
    expect(await refusalOf(`${stream_url.slice(0, -1)}${stream_url.endsWith('A') ? 'B' : 'A'}`)).toBe(404);
    expect(await refusalOf(stream_url, { host: 'evil.example' })).toBe(403);
    expect(await refusalOf(stream_url, { origin: 'https://evil.example' })).toBe(403);
    expect(await refusalOf(url.replace(/^http/, 'ws'))).toBe(404);
    const client = await stream(stream_url);
    expect(await client.event('ready')).toBeDefined();
  });

  it('leaves out sound for a client that does not read, tells it so, and leaves others alone', async () => {
    const opened = [await call('voice_open', {}), await call('voice_open', {})] as const;
    const [slow, quick] = [await stream(opened[0].stream_url), await stream(opened[1].stream_url)];
    slow.pause();
    // Four minutes of reply for one, while two are kept.
    vendor.replyWith((talk) => talk.speak('Well.', talk === vendor.talks[0] ? 240_000 : 2_000));
    for (const client of [slow, quick]) client.command({ type: 'text', text: 'Speak long.' });
    await quick.event('turn_done');
    expect(quick.audio().length).toBe(48 * 2_000);
    expect(quick.events.some(({ type }) => type === 'audio_dropped')).toBe(false);
    // All four minutes have come, and what was too much is gone.
    const { session_id } = opened[0];
    const isOver = async (): Promise<boolean> =>
      JSON.stringify(await call('voice_poll', { session_id, wait_ms: 0 })).includes('"turn_done"');
    await expect.poll(isOver, { timeout: 20_000 }).toBe(true);
    slow.resume();
    await slow.event('turn_done');
    const dropped = slow.events.filter(({ type }) => type === 'audio_dropped');
    const lostMs = dropped.reduce((sum, { ms }) => sum + ms, 0);
    expect(lostMs).toBeGreaterThan(60_000);
    expect(slow.audio().length / 48 + lostMs).toBeCloseTo(240_000, -1);
  });
});

describe('the process of the sessions', () => {
  it('is not there before the first session, and its arguments hold no secret', async () => {
    expect(() => hostPid()).toThrow();
    await call('voice_open', {});
    const line = readFileSync(`/proc/${hostPid()}/cmdline`, 'utf8');
    expect(line).toContain('voice-host');
    for (const secret of [KEY, ...Object.values(TOKENS)]) expect(line).not.toContain(secret);
  });

  it('takes its sessions along when it crashes; they say so, and the next starts another', async () => {
    const { session_id, stream_url } = await call('voice_open', {});
    const client = await stream(stream_url);
    const polled = call('voice_poll', { session_id, wait_ms: 20_000 });
    await call('voice_send', { session_id, interrupt: true });
    process.kill(hostPid(), 'SIGKILL');
    const message = expect.stringContaining('ended unexpectedly');
    expect((await polled).error).toMatchObject({ code: 'unavailable', message });
    expect((await client.closed).code).toBe(1006);
    expect((await call('voice_poll', { session_id })).error).toMatchObject({ code: 'unavailable', message });
    expect((await call('voice_poll', { session_id }, 'bob')).error).toMatchObject({ code: 'not_found' });
    expect(await refusalOf(stream_url)).toBe(404);
    const next = await call('voice_open', {});
    expect(await (await stream(next.stream_url)).event('ready')).toBeDefined();
  });

  it('says goodbye and ends when the server is killed', async () => {
    const { stream_url } = await call('voice_open', {});
    const client = await stream(stream_url);
    server.kill();
    await vendor.allClosed();
    expect((await client.event('closed')).code).toBe('shutdown');
  });

  it('lets the server end while a stream is open', async () => {
    const { stream_url } = await call('voice_open', {});
    const client = await stream(stream_url);
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect((await client.event('closed')).code).toBe('shutdown');
  });
});

it('a request that offers HTTP/2, as Java clients do, is served as it is', async () => {
  const { host, port } = new URL(url);
  const body = JSON.stringify(modern(1, 'tools/list').body);
  const head = [
    'POST /mcp HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA',
    `Authorization: Bearer ${TOKENS.alice}`,
    'Content-Type: application/json',
    'Accept: application/json, text/event-stream',
    'MCP-Protocol-Version: 2026-07-28',
    'Mcp-Method: tools/list',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const socket = connect(Number(port), '127.0.0.1');
  const answered = new Promise<string>((resolve) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('voice_open')) resolve(text);
    });
  });
  // The body comes in two pieces, one of them later.
  socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 20)}`);
  await new Promise((resolve) => setImmediate(resolve));
  socket.write(body.slice(20));
  expect(await answered).toMatch(/^HTTP\/1\.1 200/);
  socket.destroy();
});
