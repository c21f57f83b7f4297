import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderError } from '../../../src/core/errors.ts';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';
import { type SocketUpstream, startSocketUpstream } from '../../socket-upstream.ts';
import { hearing } from '../../support/heard.ts';
import { rowCapability } from '../row.ts';
import { failureOf, json, of, openVendor, serveVendor, typeOf } from './vendor.ts';
import { named } from './vendors/index.ts';

const FRAME = Uint8Array.from({ length: 640 }, (_, index) => index % 256);

let upstream: SocketUpstream;
let clock: FakeClock;
beforeAll(async () => {
  upstream = await startSocketUpstream(() => {});
});
afterEach(() => {
  upstream.visits.length = 0;
  closeSockets();
});
afterAll(async () => {
  await upstream.close();
});

const opened = (name: string, more: Parameters<typeof openVendor>[3] = {}) => {
  const vendor = named(name);
  serveVendor(upstream, vendor);
  clock = createFakeClock();
  return openVendor(vendor, upstream, clock, more);
};
type Opened = Awaited<ReturnType<typeof opened>>;
const typesOf = ({ visit }: Opened): readonly unknown[] =>
  visit.received.filter((message) => typeof message === 'string').map(typeOf);
/** Resolves when the vendor has heard all that was said so far. */
const settled = async (session: Opened): Promise<void> => {
  session.visit.socket.ping();
  await new Promise((resolve) => session.visit.socket.once('pong', resolve));
};

const created = { type: 'response.created', response: { id: 'r1', status: 'in_progress' } };
const done = (status = 'completed') => ({ type: 'response.done', response: { id: 'r1', status, output: [] } });
const call = (id: string) => ({
  type: 'response.output_item.done',
  item: { id: `item-${id}`, type: 'function_call', name: 'add', call_id: id, arguments: '{}' },
});
const delta = { type: 'response.output_audio.delta', item_id: 'a1', delta: 'AAAA' };

describe('a turn over OpenAI’s protocol', () => {
  it('asks for one reply when turn detection has not ended it', async () => {
    const session = await opened('OpenAI');
    session.connection.sendAudio(FRAME);
    session.connection.commit();
    await settled(session);
    expect(typesOf(session).slice(1)).toEqual([
      'input_audio_buffer.append',
      'input_audio_buffer.commit',
      'response.create',
    ]);
  });

  it('leaves alone the reply that turn detection has begun', async () => {
    const session = await opened('OpenAI');
    session.connection.sendAudio(FRAME);
    session.say(
      { type: 'input_audio_buffer.speech_started' },
      { type: 'input_audio_buffer.speech_stopped' },
      created,
      delta,
    );
    await session.until((so) => of(so, 'audio').length > 0);
    session.connection.sendAudio(FRAME);
    session.connection.commit();
    await settled(session);
    expect(typesOf(session)).not.toContain('response.create');
  });

  it('waits for the end of a reply before it asks for the next', async () => {
    const session = await opened('OpenAI');
    session.say(created, delta);
    await session.until((so) => of(so, 'audio').length > 0);
    session.connection.sendText('And now?');
    session.connection.commit();
    await settled(session);
    expect(typesOf(session)).not.toContain('response.create');
    session.say(done());
    await session.heard((received) => received.some((message) => typeOf(message) === 'response.create'));
  });

  it('answers several tools before it goes on, after the reply that asked has ended', async () => {
    const session = await opened('OpenAI');
    session.say(created, call('c1'), call('c2'));
    await session.until((so) => of(so, 'tool-request').length === 2);
    session.connection.sendToolResult({ id: 'c1', name: 'add', output: '1' });
    session.say(done());
    await settled(session);
    expect(typesOf(session)).not.toContain('response.create');
    session.connection.sendToolResult({ id: 'c2', name: 'add', output: '2' });
    await session.heard((received) => received.some((message) => typeOf(message) === 'response.create'));
    expect(typesOf(session).filter((type) => type === 'response.create')).toHaveLength(1);
  });

  it('tells how much was heard when it is interrupted, and drops what still comes', async () => {
    const session = await opened('OpenAI');
    session.say(created, delta);
    await session.until((so) => of(so, 'audio').length > 0);
    session.connection.interrupt(123.4);
    session.say(delta, delta, done('cancelled'));
    await session.until((so) => of(so, 'turn-done').length > 0);
    expect(session.events.map(({ type }) => type)).toEqual(['audio', 'interrupted', 'turn-done']);
    await settled(session);
    expect(session.visit.received.slice(1).map(json)).toEqual([
      { type: 'response.cancel' },
      { type: 'conversation.item.truncate', item_id: 'a1', content_index: 0, audio_end_ms: 123 },
    ]);
  });

  it('is silent about a turn that had ended already', async () => {
    const session = await opened('OpenAI');
    session.say(
      {
        type: 'error',
        error: { type: 'invalid_request_error', code: 'input_audio_buffer_commit_empty', message: 'empty' },
      },
      { type: 'error', error: { type: 'invalid_request_error', code: 'other', message: 'wrong' } },
    );
    await session.until((so) => of(so, 'error').length > 0);
    expect(of(session.events, 'error').map(({ error }) => error.message)).toEqual([
      'openai sent an error in its answer: wrong',
    ]);
  });

  it('gives the last words of a reply that the connection cut', async () => {
    const session = await opened('OpenAI');
    session.say(created, { type: 'response.output_audio_transcript.delta', item_id: 'a1', delta: 'Good d' });
    await session.until((so) => of(so, 'assistant-transcript').length > 0);
    session.visit.socket.terminate();
    await session.until((so) => of(so, 'closed').length > 0);
    expect(of(session.events, 'assistant-transcript').at(-1)).toMatchObject({ text: 'Good d', isFinal: true });
  });
});

describe('the driver', () => {
  it('tells nothing before the caller has the connection', async () => {
    const vendor = named('OpenAI');
    const early = [{ type: 'session.updated' }, { type: 'input_audio_buffer.speech_started' }];
    serveVendor(upstream, { ...vendor, greeting: early, hear: () => {} });
    clock = createFakeClock();
    const { events, until } = await openVendor(vendor, upstream, clock);
    expect(events).toEqual([]);
    await until((so) => so.length > 0);
    expect(events.map(({ type }) => type)).toEqual(['speech-started']);
  });

  it('ends a connection whose listener fails, and nothing else', async () => {
    const vendor = named('OpenAI');
    serveVendor(upstream, {
      ...vendor,
      greeting: [{ type: 'session.updated' }, { type: 'input_audio_buffer.speech_started' }],
    });
    const { capability } = rowCapability(vendor.row, 'voice', upstream.url);
    const closed = Promise.withResolvers<ProviderError | undefined>();
    await capability.connect(
      { model: vendor.model, mode: 'converse', turnDetection: 'server_vad' },
      {
        signal: new AbortController().signal,
        listener: hearing((event) => {
          if (event.type === 'closed') closed.resolve(event.error);
          else throw new Error('A mistake of ours.');
        }),
      },
    );
    expect((await closed.promise)?.code).toBe('internal');
  });

  it('names the error that the vendor sent before it hung up', async () => {
    const session = await opened('OpenAI');
    session.say({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'session_expired', message: 'Too old.' },
    });
    session.visit.socket.close(1000);
    await session.until((so) => of(so, 'closed').length > 0);
    expect(of(session.events, 'closed')[0]?.error?.message).toContain('Too old.');
  });

  it('refuses an opening with the vendor’s own words', async () => {
    const vendor = named('OpenAI');
    const error = {
      type: 'error',
      error: { type: 'invalid_request_error', code: 'model_not_found', message: 'No such model.' },
    };
    serveVendor(upstream, { ...vendor, greeting: [error], hear: () => {} });
    clock = createFakeClock();
    const failure = await failureOf(openVendor(vendor, upstream, clock));
    expect(failure.code).toBe('not_found');
    expect(failure.message).toContain('No such model.');
  });

  it('does not take a sign of life for a reply', async () => {
    const session = await opened('OpenAI');
    session.connection.sendAudio(FRAME);
    session.connection.commit();
    for (let second = 0; second < 40 && of(session.events, 'closed').length === 0; second++) {
      session.say({ type: 'rate_limits.updated', rate_limits: [] });
      await settled(session);
      await clock.advance(1_000);
    }
    await session.until((so) => of(so, 'closed').length > 0);
    expect(of(session.events, 'closed')[0]?.error?.code).toBe('timeout');
  });

  it.each(['Gemini', 'Deepgram’s agent', 'AssemblyAI’s agent', 'ElevenLabs’ agents'])(
    'does not wait for a reply of %s to nothing, or to what it has answered',
    async (name) => {
      const { reply, final } = named(name);
      const session = await opened(name);
      session.connection.sendAudio(FRAME);
      session.say(...final.messages, ...(reply?.messages ?? []));
      await session.until((so) => of(so, 'assistant-transcript').some(({ isFinal }) => isFinal));
      await clock.advance(3_000);
      await session.until((so) => of(so, 'turn-done').length > 0);
      session.connection.commit();
      await clock.advance(60_000);
      expect(of(session.events, 'closed')).toEqual([]);
      session.connection.commit();
      await clock.advance(60_000);
      expect(of(session.events, 'closed')).toEqual([]);
    },
  );

  it('lets a tool take its time', async () => {
    const session = await opened('OpenAI');
    session.connection.sendAudio(FRAME);
    session.connection.commit();
    session.say(created, call('c1'), done());
    await session.until((so) => of(so, 'tool-request').length > 0);
    await clock.advance(120_000);
    expect(of(session.events, 'closed')).toEqual([]);
  });

  it('goes on listening after a text that did not come', async () => {
    const session = await opened('Deepgram Nova');
    session.connection.sendAudio(FRAME);
    session.connection.commit();
    await clock.advance(31_000);
    expect(of(session.events, 'error').map(({ error }) => error.code)).toEqual(['timeout']);
    expect(of(session.events, 'closed')).toEqual([]);
  });
});

describe('a recogniser', () => {
  it('keeps the line alive while nobody speaks', async () => {
    const session = await opened('Deepgram Nova');
    await clock.advance(12_000);
    await settled(session);
    expect(typesOf(session)).toEqual(['KeepAlive', 'KeepAlive']);
  });

  it('gives what was fixed when the connection is cut', async () => {
    const session = await opened('Deepgram Nova');
    session.say(...(named('Deepgram Nova').interim?.messages ?? []));
    await session.until((so) => so.length >= 2);
    session.visit.socket.terminate();
    await session.until((so) => of(so, 'closed').length > 0);
    expect(of(session.events, 'user-transcript').at(-1)).toMatchObject({ text: 'Hello', isFinal: true });
  });

  it('waits for the last words when we hang up', async () => {
    const session = await opened('Deepgram Nova');
    session.visit.socket.on('message', (data) => {
      if (String(data) !== '{"type":"CloseStream"}') return;
      session.say(...named('Deepgram Nova').final.messages, { type: 'Metadata', duration: 1.5 });
    });
    await session.connection.close();
    expect(session.events.map(({ type }) => type)).toEqual(['speech-stopped', 'user-transcript', 'usage', 'closed']);
    expect(of(session.events, 'usage')[0]?.usage).toEqual({ seconds: 1.5 });
  });

  it('of OpenAI commits what it has before it hangs up, and waits for its text', async () => {
    const session = await opened('OpenAI transcription');
    session.visit.socket.on('message', (data) => {
      if (typeOf(String(data)) !== 'input_audio_buffer.commit') return;
      session.say(
        { type: 'input_audio_buffer.committed', item_id: 'u1' },
        ...named('OpenAI transcription').final.messages,
      );
    });
    session.connection.sendAudio(FRAME);
    await session.connection.close();
    expect(session.events.map(({ type }) => type)).toEqual(['user-transcript', 'closed']);
  });

  it('that owes nothing is left at once', async () => {
    const session = await opened('OpenAI transcription');
    await session.connection.close();
    expect(session.events).toEqual([{ type: 'closed' }]);
  });

  it('gets frames of the length that it takes', async () => {
    const session = await opened('AssemblyAI streaming');
    for (let count = 0; count < 7; count++) session.connection.sendAudio(FRAME);
    session.connection.sendAudio(new Uint8Array(40_000));
    session.connection.commit();
    await session.heard((received) => received.some((message) => typeof message === 'string'));
    const sizes = session.visit.received.filter((message) => typeof message !== 'string').map(({ length }) => length);
    const total = 7 * FRAME.length + 40_000;
    expect(sizes.slice(0, -1)).toEqual(Array.from({ length: Math.floor(total / 3_200) }, () => 3_200));
    expect(sizes.at(-1)).toBe(Math.max(1_600, total % 3_200));
    expect(session.capability.isPaced('transcribe')).toBe(true);
  });

  it('has no ear for texts, and says so', async () => {
    const session = await opened('Speechmatics');
    session.connection.sendText('Hello?');
    await session.until((so) => so.length > 0);
    expect(of(session.events, 'error')[0]?.error.code).toBe('unsupported');
  });

  it.each([
    ['AssemblyAI streaming', 3009, 'rate_limited'],
    ['AssemblyAI streaming', 3007, 'bad_request'],
    ['Speechmatics', 4005, 'rate_limited'],
    ['Speechmatics', 4001, 'auth_rejected'],
  ])('%s that hangs up with %i means %s', async (name, code, meaning) => {
    const session = await opened(name);
    session.visit.socket.close(code, 'because');
    await session.until((so) => of(so, 'closed').length > 0);
    expect(of(session.events, 'closed')[0]?.error?.code).toBe(meaning);
  });

  it('reads the code in the reason of Deepgram’s close frame', async () => {
    const session = await opened('Deepgram Nova');
    session.visit.socket.close(1011, 'NET-0001 no audio');
    await session.until((so) => of(so, 'closed').length > 0);
    expect(of(session.events, 'closed')[0]?.error?.code).toBe('timeout');
  });
});

describe('an agent of ElevenLabs', () => {
  it('answers each ping', async () => {
    const session = await opened('ElevenLabs’ agents');
    await session.heard((received) => received.some((message) => String(message) === '{"type":"pong","event_id":1}'));
  });

  it('is named by the settings or by the model', async () => {
    const vendor = named('ElevenLabs’ agents');
    serveVendor(upstream, vendor);
    await openVendor({ ...vendor, model: 'agent_42' }, upstream, createFakeClock());
    expect(upstream.visits[0]?.url).toBe('/v1/convai/conversation?agent_id=agent_42');
  });

  it('cannot be given tools', async () => {
    const tools = [{ name: 'add', parameters: {} }];
    expect((await failureOf(opened('ElevenLabs’ agents', { request: { tools } }))).code).toBe('unsupported');
  });
});
