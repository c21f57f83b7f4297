import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliPath } from '../cli.ts';
import { modern, send } from '../fixtures/server/http-client.ts';
import { MODERN_META, RawClient } from '../fixtures/server/stdio-client.ts';
import { type LiveVendor, type Reply, startLiveVendor } from '../support/live-vendor.ts';
import { toneWav } from '../support/tone.ts';

const TOKENS = { alice: 'alice-0123456789', bob: 'bob-0123456789' };
/** From the end of the client to the last socket at the vendor. */
const WITHIN_MS = 2_000;

let vendor: LiveVendor;
let home: string;
let server: RawClient;
let ids = 0;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-voice-'));
  writeFileSync(join(home, 'question.wav'), toneWav(2));
});
afterEach(async () => {
  server.kill();
  await vendor.close();
  // After a kill, the process of the sessions may still be saying goodbye.
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

const environment = (): Record<string, string> => ({
  LLMKIT_HOME: home,
  LLMKIT_DISCOVER: '0',
  OPENAI_API_KEY: 'key-of-test',
  OPENAI_BASE_URL: vendor.url,
  LLMKIT_AUTH_TOKENS: '',
});

async function start(reply?: Reply, ...args: readonly string[]): Promise<void> {
  vendor = await startLiveVendor(reply);
  server = new RawClient(environment(), [process.execPath, cliPath, 'serve', ...args]);
  await server.initialize();
}

async function startHttp(reply?: Reply): Promise<string> {
  vendor = await startLiveVendor(reply);
  const env = { ...environment(), LLMKIT_AUTH_TOKENS: Object.values(TOKENS).join(',') };
  server = new RawClient(env, [process.execPath, cliPath, 'serve', '--http', '--port', '0', '--tools', 'all']);
  await server.logged('listens on');
  return /listens on (\S+)/.exec(server.stderr)?.[1] ?? '';
}

type Result = {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: each test reads the fields of its own tool
  readonly structuredContent: any;
};

async function call(name: string, input: Record<string, unknown>): Promise<Result> {
  const { result } = await server.request(++ids, 'tools/call', { name, arguments: input });
  return result as Result; // what is in it, the tests check
}

async function good(name: string, input: Record<string, unknown>): Promise<Result['structuredContent']> {
  const { structuredContent, isError } = await call(name, input);
  expect(structuredContent?.error).toBeUndefined();
  expect(isError).not.toBe(true);
  return structuredContent;
}

/** Everything up to the first event of the type. */
async function until(type: string, session_id: string, cursor = 0) {
  const events: Result['structuredContent'][] = [];
  for (let after = cursor; ; ) {
    const polled = await good('voice_poll', { session_id, cursor: after, wait_ms: 10_000 });
    events.push(...polled.events);
    after = polled.cursor;
    if (polled.events.some((event: { readonly type: string }) => event.type === type)) return { events, cursor: after };
  }
}

describe('a conversation over stdio', () => {
  it('hands the caller’s wishes for hearing a turn’s end to the provider', async () => {
    await start((talk) => talk.speak('Yes.'), '--tools', 'voice');
    await good('voice_open', { turn_detection: 'server_vad', vad: { threshold: 0.7, silence_ms: 650 } });
    const heard = { type: 'server_vad', threshold: 0.7, silence_duration_ms: 650 };
    expect(vendor.talks[0]?.session).toMatchObject({ audio: { input: { turn_detection: heard } } });
  });

  it('goes through open, send, poll, a tool of the caller, and close', async () => {
    await start(
      (talk) => {
        if (talk.texts.length === 0) talk.askTool('call_1', 'weather', { place: 'Oslo' });
        else talk.speak(`It is ${talk.texts.at(-1)}.`, 500);
      },
      '--tools',
      'default,voice',
    );
    const tools = [{ name: 'weather', description: 'The weather of a place.' }];
    const opened = await good('voice_open', { instructions: 'Be brief.', tools });
    expect(opened).toMatchObject({ mode: 'converse', audio_in: { format: 'pcm16', rate: 24_000 } });
    expect(opened.session_id).toMatch(/^[\w-]{22,}$/);
    expect(Date.parse(opened.expires_at) - Date.now()).toBeGreaterThan(9 * 60_000);
    const { session_id } = opened;

    expect(await good('voice_send', { session_id, audio: join(home, 'question.wav') })).toMatchObject({
      accepted: true,
    });
    const asked = await until('tool_request', session_id);
    expect(asked.events).toMatchObject([
      { type: 'user_transcript', text: 'heard 2.0 s', final: true },
      { type: 'tool_request', tool_call: { id: 'call_1', name: 'weather', arguments: '{"place":"Oslo"}' } },
    ]);
    await good('voice_send', { session_id, tool_result: { id: 'call_1', output: 'raining' } });
    const answered = await until('turn_done', session_id, asked.cursor);
    expect(answered.events).toMatchObject([
      { type: 'assistant_transcript', text: 'It is raining.' },
      { type: 'turn_done', turn: 1, artifact: { mime_type: 'audio/wav', duration_s: 0.5 } },
    ]);

    const listened = await call('voice_poll', { session_id, cursor: asked.cursor });
    expect(listened.content.map(({ type }) => type)).toContain('audio');
    expect(existsSync(listened.structuredContent.artifacts[0].path)).toBe(true);
    const said = await server.request('read', 'resources/read', { uri: `llmkit://voice/${session_id}` });
    expect(said.result?.contents).toMatchObject([{ text: 'User: heard 2.0 s\nAssistant: It is raining.' }]);

    const closed = await good('voice_close', { session_id });
    expect(closed).toMatchObject({
      transcript: 'User: heard 2.0 s\nAssistant: It is raining.',
      turns: 1,
      artifact: { duration_s: 0.5 },
      provider: 'openai',
      usage: { input: 200, output: 80 },
    });
    await vendor.allClosed();
    const { calls } = await good('list_calls', {});
    expect(calls).toMatchObject([{ tool: 'voice_open', outcome: 'ok', usage: { input: 200 } }]);
    expect(vendor.talks[0]?.session).toMatchObject({ instructions: 'Be brief.', tools: [{ name: 'weather' }] });
  });

  it('is one call of voice_turn, which the default profile lists', async () => {
    await start();
    const { result } = await server.request(++ids, 'tools/list');
    const names = (result as { tools: { name: string }[] }).tools.map(({ name }) => name);
    expect(names).toContain('voice_turn');
    expect(names.filter((name) => /voice_(open|send|poll|close|token)/.test(name))).toEqual([]);

    const spoken = await good('voice_turn', { audio: join(home, 'question.wav'), instructions: 'Greet.' });
    expect(spoken).toMatchObject({
      transcript: 'heard 2.0 s',
      reply_text: 'Hello there.',
      artifact: { mime_type: 'audio/wav', duration_s: 0.4 },
      first_audio_ms: expect.any(Number),
      provider: 'openai',
    });
    const written = await good('voice_turn', { text: 'Good day.' });
    expect(written).toMatchObject({ transcript: 'Good day.', reply_text: 'Hello there.' });
    await vendor.allClosed();
  });

  it('goes on after the connection broke in the middle of a turn', async () => {
    await start(
      (talk) => {
        if (vendor.talks.length === 1) talk.visit.socket.terminate();
        else talk.speak('Here I am again.');
      },
      '--tools',
      'all',
    );
    const { session_id } = await good('voice_open', {});
    await good('voice_send', { session_id, audio: join(home, 'question.wav') });
    const { events } = await until('turn_done', session_id);
    expect(events.map(({ type }) => type)).toEqual([
      'user_transcript',
      'reconnected',
      'assistant_transcript',
      'turn_done',
    ]);
    const { transcript } = await good('voice_close', { session_id });
    expect(transcript).toBe('User: heard 2.0 s\nAssistant: Here I am again.');
    expect(vendor.talks).toHaveLength(2);
  });

  it('tells what is wrong with audio, ids and results', async () => {
    await start(undefined, '--tools', 'all');
    const { session_id } = await good('voice_open', {});
    writeFileSync(join(home, 'notes.txt'), 'This is no sound.');
    const code = async (input: Record<string, unknown>) =>
      (await call('voice_send', { session_id, ...input })).structuredContent.error.code;
    expect(await code({ audio: join(home, 'notes.txt') })).toBe('invalid_input');
    expect(await code({ audio: join(home, 'missing.wav') })).toBe('not_found');
    expect(await code({})).toBe('invalid_input');
    expect(await code({ tool_result: { id: 'x', output: '' } })).toBe('not_found');
    expect(await code({ session_id: 'guess', text: 'Hello' })).toBe('not_found');
    await good('voice_send', { session_id, text: 'Still here?' });
    await until('turn_done', session_id);
  });

  it('is not opened where nothing is configured, and says what would', async () => {
    vendor = await startLiveVendor();
    server = new RawClient({ ...environment(), OPENAI_API_KEY: '' }, [
      process.execPath,
      cliPath,
      'serve',
      '--tools',
      'all',
    ]);
    await server.initialize();
    for (const [name, input] of [
      ['voice_turn', { text: 'Hello' }],
      ['voice_open', {}],
      ['voice_token', {}],
    ] as const) {
      const { structuredContent } = await call(name, input);
      expect(structuredContent.error).toMatchObject({
        code: 'not_configured',
        hint: expect.stringContaining('OPENAI_API_KEY'),
      });
    }
  });
});

describe('what was said is announced', () => {
  const updated = (uri: string) => () =>
    server.messages.find(({ method, params }) => method === 'notifications/resources/updated' && params?.uri === uri);

  it('to a client of 2025 that subscribed, until it unsubscribes', async () => {
    await start(undefined, '--tools', 'all');
    const { session_id } = await good('voice_open', {});
    const uri = `llmkit://voice/${session_id}`;
    expect((await server.request(++ids, 'resources/subscribe', { uri: 'llmkit://voice/guess' })).error).toBeDefined();
    expect((await server.request(++ids, 'resources/subscribe', { uri })).result).toEqual({});
    await good('voice_send', { session_id, text: 'Hello.' });
    await server.until(updated(uri));
    const { cursor } = await until('turn_done', session_id);

    await server.request(++ids, 'resources/unsubscribe', { uri });
    const before = server.messages.filter(({ method }) => method === 'notifications/resources/updated').length;
    await good('voice_send', { session_id, text: 'Again.' });
    await until('turn_done', session_id, cursor);
    expect(server.messages.filter(({ method }) => method === 'notifications/resources/updated')).toHaveLength(before);
  });

  it('to a client of 2026 on stdio that listens', async () => {
    vendor = await startLiveVendor();
    server = new RawClient(environment(), [process.execPath, cliPath, 'serve', '--tools', 'all']);
    const tool = async (name: string, input: object) => {
      const params = { name, arguments: input, ...MODERN_META };
      return Object((await server.request(++ids, 'tools/call', params)).result).structuredContent;
    };
    const { session_id } = await tool('voice_open', {});
    const uri = `llmkit://voice/${session_id}`;
    const params = { notifications: { resourceSubscriptions: [uri] }, ...MODERN_META };
    server.send({ jsonrpc: '2.0', id: 'listen', method: 'subscriptions/listen', params });
    await tool('voice_send', { session_id, text: 'Hello.' });
    await server.until(updated(uri));
  });

  it('to a client of 2026 over HTTP that listens', async () => {
    const url = await startHttp();
    const headers = { authorization: `Bearer ${TOKENS.alice}` };
    const tool = async (name: string, input: object) => {
      const answer = await send(url, modern(++ids, 'tools/call', { name, arguments: input }, headers));
      return Object(answer.message?.result).structuredContent;
    };
    const { session_id } = await tool('voice_open', {});
    const uri = `llmkit://voice/${session_id}`;
    const listening = modern(
      ++ids,
      'subscriptions/listen',
      { notifications: { resourceSubscriptions: [uri] } },
      headers,
    );
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        ...listening.headers,
        accept: 'text/event-stream, application/json',
        'content-type': 'application/json',
      },
      body: JSON.stringify(listening.body),
    });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const hear = async (text: string): Promise<void> => {
      while (!heard.includes(text)) heard += (await reader?.read())?.value ?? '';
    };
    await hear('acknowledged');
    await tool('voice_send', { session_id, text: 'Hello.' });
    await hear('notifications/resources/updated');
    expect(heard).toContain(uri);
    await reader?.cancel();
  });
});

describe('nothing is left open at the vendor', () => {
  const endings: Readonly<Record<string, () => void>> = {
    'when the client closes its end': () => void server.child.stdin.end(),
    'on SIGTERM': () => void server.child.kill('SIGTERM'),
    'when the server is killed': () => server.kill(),
  };

  it.each(Object.entries(endings))('%s', async (_, end) => {
    await start(undefined, '--tools', 'all');
    await good('voice_open', {});
    const { session_id } = await good('voice_open', {});
    server.send({
      jsonrpc: '2.0',
      id: 'poll',
      method: 'tools/call',
      params: { name: 'voice_poll', arguments: { session_id, wait_ms: 20_000 } },
    });
    await server.request(++ids, 'ping');
    expect(vendor.openSockets()).toBe(2);
    const started = performance.now();
    end();
    await Promise.all([vendor.allClosed(), server.exited]);
    expect(performance.now() - started).toBeLessThan(WITHIN_MS);
  });

  it('on SIGTERM of the HTTP server, with a poll still waiting', async () => {
    const url = await startHttp();
    const headers = { authorization: `Bearer ${TOKENS.alice}` };
    const toolCall = (name: string, input: object) =>
      send(url, modern(++ids, 'tools/call', { name, arguments: input }, headers));
    const opened = await toolCall('voice_open', {});
    const session_id = Object(opened.message?.result?.structuredContent).session_id;
    const polled = toolCall('voice_poll', { session_id, wait_ms: 20_000 });
    // Its answer means that the poll, which came first, is being listened to.
    await toolCall('voice_send', { session_id, interrupt: true });
    const started = performance.now();
    server.child.kill('SIGTERM');
    await Promise.all([vendor.allClosed(), server.exited]);
    expect(performance.now() - started).toBeLessThan(WITHIN_MS);
    expect((await polled).message?.result?.structuredContent).toMatchObject({
      events: [{ type: 'closed', code: 'shutdown' }],
    });
  });

  it('when a call of voice_turn is cancelled', async () => {
    await start((talk) => talk.begin('I go on and on'));
    server.send({
      jsonrpc: '2.0',
      id: 'turn',
      method: 'tools/call',
      params: { name: 'voice_turn', arguments: { text: 'Go on.' } },
    });
    const visit = await vendor.visit(0);
    await new Promise<void>((resolve) =>
      visit.socket.on('message', (data: Buffer) => data.includes('response.create') && resolve()),
    );
    const started = performance.now();
    server.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'turn' } });
    await vendor.allClosed();
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('sessions over HTTP', () => {
  it('belong to who opened them, and do not survive the server', async () => {
    let url = await startHttp();
    const as = async (who: keyof typeof TOKENS, name: string, input: object) => {
      const headers = { authorization: `Bearer ${TOKENS[who]}` };
      const answer = await send(url, modern(++ids, 'tools/call', { name, arguments: input }, headers));
      return answer.message?.result?.structuredContent as Record<string, never> & {
        error?: { code: string; message: string };
      };
    };
    const { session_id } = await as('alice', 'voice_open', {});
    await as('alice', 'voice_send', { session_id, text: 'A secret.' });
    const missing = await as('bob', 'voice_poll', { session_id: 'AAAAAAAAAAAAAAAAAAAAAAAA' });
    for (const name of ['voice_poll', 'voice_send', 'voice_close']) {
      const { error } = await as('bob', name, { session_id, ...(name === 'voice_send' && { text: 'x' }) });
      expect(error?.code).toBe('not_found');
      expect(error?.message.replace(String(session_id), '')).toBe(
        missing.error?.message.replace('AAAAAAAAAAAAAAAAAAAAAAAA', ''),
      );
    }
    const read = await send(
      url,
      modern(
        ++ids,
        'resources/read',
        { uri: `llmkit://voice/${session_id}` },
        { authorization: `Bearer ${TOKENS.bob}` },
      ),
    );
    expect(read.message?.error).toBeDefined();
    expect(await as('alice', 'voice_close', { session_id })).toMatchObject({
      transcript: expect.stringContaining('A secret.'),
    });

    server.kill();
    await server.exited;
    await vendor.close();
    url = await startHttp();
    expect((await as('alice', 'voice_poll', { session_id })).error?.code).toBe('not_found');
  });
});
