import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderDefinition } from '../../../src/core/provider.ts';
import type { VoiceMode } from '../../../src/core/voice.ts';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { providers } from '../../../src/providers/index.generated.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { hasShared, shared } from '../../shared.ts';
import { type SocketUpstream, startSocketUpstream } from '../../socket-upstream.ts';
import { of, openVendor, type VoiceVendor } from './vendor.ts';

// biome-ignore lint/suspicious/noExplicitAny: recordings are read as they are
type Message = any;
type Recorded = {
  readonly id: string;
  readonly provider: string;
  readonly capability: string;
  readonly messages: readonly Message[];
};
type Expected = {
  readonly user: readonly string[];
  readonly assistant: readonly string[];
  readonly sound: Buffer;
  readonly tools: readonly string[];
  readonly turns: number;
  readonly errors: number;
};

let upstream: SocketUpstream;
beforeAll(async () => {
  upstream = await startSocketUpstream(() => {});
});
afterAll(async () => {
  closeSockets();
  await upstream.close();
});

/** What the server said in every recorded session, in order. */
function recorded(): readonly Recorded[] {
  if (!hasShared) return [];
  const root = shared('wire', 'recordings');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const text = readFileSync(join(root, name), 'utf8');
      if (!/"framing":\s*"websocket"/.test(text)) return [];
      const { id, provider, capability, response } = JSON.parse(text);
      const messages = response.messages
        .filter(({ direction }: Message) => direction === 'server')
        .map(({ data }: Message) => (typeof data === 'string' ? JSON.parse(data) : data));
      return [{ id, provider, capability, messages }];
    });
}

/** The recorder of Deepgram's agent kept its client's events: the message stands inside, some only as text. */
const unwrapped = (message: Message): Message =>
  message.data?.raw === undefined
    ? message.data?.type === undefined
      ? message
      : message.data
    : JSON.parse(message.data.raw);

const bytesOf = (parts: readonly string[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')));

/** OpenAI's protocol, read by the ends of things alone. */
function readOpenai(messages: readonly Message[]): Expected {
  const ends = (pattern: RegExp) => messages.filter(({ type }) => pattern.test(type));
  const responses = ends(/^response\.done$/).map(({ response }) => response);
  let isReplying = false;
  let isCut = false;
  const sound: string[] = [];
  for (const { type, delta } of messages) {
    if (type === 'response.created') [isReplying, isCut] = [true, false];
    else if (type === 'response.done') isReplying = false;
    else if (type === 'input_audio_buffer.speech_started' && isReplying) isCut = true;
    else if (/^response\.(output_)?audio\.delta$/.test(type) && !isCut) sound.push(delta);
  }
  const calls = responses.map(({ output }) => (output ?? []).filter(({ type }: Message) => type === 'function_call'));
  return {
    user: ends(/input_audio_transcription\.completed$/).map(({ transcript }) => transcript.trim()),
    assistant: ends(/^response\.(output_)?(audio_transcript|text)\.done$/).map(
      ({ transcript, text }) => transcript ?? text,
    ),
    sound: bytesOf(sound),
    tools: calls.flat().map(({ name, arguments: given }: Message) => `${name} ${given}`),
    turns: calls.filter((of) => of.length === 0).length,
    errors:
      messages.filter(({ type }) => type === 'error' || type.endsWith('transcription.failed')).length +
      responses.filter(({ status }) => status === 'failed').length,
  };
}

function readGemini(messages: readonly Message[]): Expected {
  const contents = messages.flatMap(({ serverContent }) => serverContent ?? []);
  const turns: { user: string; assistant: string }[] = [{ user: '', assistant: '' }];
  for (const { inputTranscription, outputTranscription, turnComplete } of contents) {
    const turn = turns.at(-1);
    if (turn === undefined) continue;
    turn.user += inputTranscription?.text ?? '';
    turn.assistant += outputTranscription?.text ?? '';
    if (turnComplete) turns.push({ user: '', assistant: '' });
  }
  const said = (side: 'user' | 'assistant') => turns.map((turn) => turn[side].trim()).filter((text) => text !== '');
  return {
    user: said('user'),
    assistant: said('assistant'),
    sound: bytesOf(
      contents
        .flatMap(({ modelTurn }) => modelTurn?.parts ?? [])
        .flatMap(({ inlineData }: Message) => inlineData?.data ?? []),
    ),
    tools: messages
      .flatMap(({ toolCall }) => toolCall?.functionCalls ?? [])
      .map(({ name, args }: Message) => `${name} ${JSON.stringify(args)}`),
    turns: turns.length - 1,
    errors: 0,
  };
}

function readDeepgramAgent(messages: readonly Message[]): Expected {
  const assistant: string[] = [];
  let said: string[] = [];
  for (const { type, role, content } of messages) {
    if (type === 'ConversationText' && role === 'assistant') said.push(content);
    if (type !== 'AgentAudioDone') continue;
    if (said.length > 0) assistant.push(said.join(' '));
    said = [];
  }
  if (said.length > 0) assistant.push(said.join(' '));
  return {
    user: messages
      .filter(({ type, role }) => type === 'ConversationText' && role === 'user')
      .map(({ content }) => content),
    assistant,
    sound: Buffer.alloc(0),
    tools: [],
    turns: messages.filter(({ type }) => type === 'AgentAudioDone').length,
    errors: messages.filter(({ type }) => type === 'Error').length,
  };
}

function readDeepgram(messages: readonly Message[]): Expected {
  const user: string[] = [];
  let fixed: string[] = [];
  for (const { channel, is_final, speech_final } of messages) {
    const text = channel?.alternatives[0].transcript ?? '';
    if (is_final && text !== '') fixed.push(text);
    if (!speech_final || fixed.length === 0) continue;
    user.push(fixed.join(' '));
    fixed = [];
  }
  if (fixed.length > 0) user.push(fixed.join(' '));
  return { user, assistant: [], sound: Buffer.alloc(0), tools: [], turns: 0, errors: 0 };
}

type Kind = {
  readonly mode: VoiceMode;
  readonly read: (messages: readonly Message[]) => Expected;
  readonly hasHello: boolean;
};
const AGENT: Kind = { mode: 'converse', read: readOpenai, hasHello: true };
const KINDS: Readonly<Record<string, Kind>> = {
  'openai realtime-ws': AGENT,
  'azure-openai realtime-ws': AGENT,
  'azure-voice-live realtime-ws': AGENT,
  'xai realtime-ws': AGENT,
  'google realtime-ws': { ...AGENT, read: readGemini },
  'deepgram voice-agent-ws': { ...AGENT, read: readDeepgramAgent },
  'deepgram stt-ws': { mode: 'transcribe', read: readDeepgram, hasHello: false },
};

const rowOf = (provider: string): ProviderDefinition => {
  const row = providers.find(({ id }) => id === provider);
  if (row === undefined) throw new Error(`There is no row ${provider}.`);
  return row;
};

describe.runIf(hasShared)('recorded live sessions', () => {
  const sessions = recorded();

  it('are of protocols that are spoken here', () => {
    expect(sessions.length).toBeGreaterThan(0);
    for (const { provider, capability } of sessions) expect(KINDS).toHaveProperty([`${provider} ${capability}`]);
  });

  it.each(sessions.map((session) => [session.id, session] as const))('%s is understood', async (_id, session) => {
    const kind = KINDS[`${session.provider} ${session.capability}`];
    if (kind === undefined) throw new Error('The protocol is not known.');
    const messages = session.messages.map(unwrapped);
    const row = rowOf(session.provider);
    upstream.visits.length = 0;
    upstream.serve(({ socket }) => {
      const play = (): void => {
        for (const message of messages) socket.send(JSON.stringify(message));
        socket.close(1000);
      };
      if (kind.hasHello) socket.once('message', play);
      else play();
    });
    const vendor: VoiceVendor = {
      name: session.id,
      row,
      mode: kind.mode,
      model: kind.mode === 'transcribe' ? 'nova-3' : (row.defaults.voice ?? ''),
      url: '',
      key: undefined,
      rates: { in: 0, out: 0 },
      hear: () => {},
      soundOf: () => undefined,
      isCommit: () => false,
      final: { messages: [], text: '' },
    };
    const { events, until } = await openVendor(vendor, upstream, createFakeClock());
    await until((so) => of(so, 'closed').length > 0);
    const final = (type: 'user-transcript' | 'assistant-transcript') =>
      of(events, type)
        .filter(({ isFinal }) => isFinal)
        .map(({ text }) => text);
    const expected = kind.read(messages);
    expect({
      user: final('user-transcript'),
      assistant: final('assistant-transcript'),
      sound: Buffer.concat(of(events, 'audio').map(({ bytes }) => bytes)),
      tools: of(events, 'tool-request').map(({ name, arguments: given }) => `${name} ${given}`),
      turns: of(events, 'turn-done').length,
      errors: of(events, 'error').length,
    }).toEqual(expected);
  });
});
