import { onTestFinished } from 'vitest';
import type { Pcm } from '../../../src/core/audio.ts';
import type { Media } from '../../../src/core/content.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { ToolCall } from '../../../src/core/tool.ts';
import type { Usage } from '../../../src/core/usage.ts';
import type {
  VoiceConnection,
  VoiceConnectOptions,
  VoiceEvent,
  VoiceListener,
  VoiceRecovery,
} from '../../../src/core/voice.ts';
import type { OpenVoiceRoute } from '../../../src/core/voice-route.ts';
import type { OpenVoice, VoiceLogEvent, VoiceStreamEvent, VoiceStreamSink } from '../../../src/core/voice-sessions.ts';
import type { VoiceLimits } from '../../../src/voice/caps.ts';
import { createVoiceSessions } from '../../../src/voice/sessions.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { type Heard, tell } from '../../support/heard.ts';
import { memoryArtifacts } from '../../support/memory-artifacts.ts';
import { toolCall } from '../runtime/pipeline.ts';

export const RATE = 16_000;
/** Bytes of one 20 ms frame. */
export const FRAME = (RATE * 2) / 50;

/** A connection that writes down what it is told, and says what the test lets it say. */
export type FakeConnection = VoiceConnection & {
  /** `commit`, `text:…`, `tool:…`, `interrupt`, `close`, and `audio×n` for frames in a row. */
  readonly said: string[];
  readonly heardBytes: () => number;
  readonly options: Pick<VoiceConnectOptions, 'resume' | 'history'>;
  emit(...events: readonly Heard[]): void;
  buffered: number;
  readonly isClosed: boolean;
};

export type HarnessOptions = {
  readonly recovery?: VoiceRecovery;
  readonly isPaced?: boolean;
  readonly limits?: Partial<VoiceLimits>;
  readonly meterEveryMs?: number;
  readonly meter?: (used: Usage | undefined) => Promise<void>;
  /** What the nth reconnection (from 1) meets instead of a connection. */
  readonly refuse?: (reconnection: number) => Error | undefined;
  /** Ends a `close` of the provider only when the test says so. */
  readonly hangsOnClose?: boolean;
};

function fakeConnection(options: VoiceConnectOptions | undefined, listener: VoiceListener, hangs: boolean) {
  const said: string[] = [];
  let frames = 0;
  let bytes = 0;
  let isClosed = false;
  const say = (what: string): void => {
    frames = 0;
    said.push(what);
  };
  const connection: FakeConnection = {
    audioIn: RATE,
    audioOut: RATE,
    said,
    heardBytes: () => bytes,
    options: { resume: options?.resume, history: options?.history },
    buffered: 0,
    get isClosed() {
      return isClosed;
    },
    bufferedBytes: () => connection.buffered,
    sendAudio(frame) {
      bytes += frame.byteLength;
      if (frames > 0) said.pop();
      said.push(`audio×${++frames}`);
    },
    commit: () => say('commit'),
    sendText: (text) => say(`text:${text}`),
    sendToolResult: ({ id, output }) => say(`tool:${id}=${output}`),
    interrupt: (playedMs) => say(`interrupt${playedMs === undefined ? '' : `@${playedMs}`}`),
    async close() {
      if (isClosed) return;
      say('close');
      isClosed = true;
      if (hangs) await new Promise(() => {});
      listener.event({ type: 'closed' });
    },
    emit: (...events) => {
      for (const event of events) tell(listener, event);
    },
  };
  return connection;
}

/** Sessions over a provider that the test plays. */
export function voiceHarness(options: HarnessOptions = {}) {
  const clock = createFakeClock();
  const store = memoryArtifacts();
  const connections: FakeConnection[] = [];
  const outcomes: string[] = [];
  let reconnections = 0;
  let ids = 0;

  const openRoute: OpenVoiceRoute = async (_request, _options, call, listen) => {
    const connection = fakeConnection(undefined, listen(), options.hangsOnClose === true);
    connections.push(connection);
    return {
      model: 'test/live',
      connection,
      recovery: options.recovery ?? 'replay',
      isPaced: options.isPaced ?? false,
      ...(options.meterEveryMs !== undefined && { meterEveryMs: options.meterEveryMs }),
      reconnect: async (again) => {
        const refusal = options.refuse?.(++reconnections);
        if (refusal !== undefined) throw refusal;
        const next = fakeConnection(again, again.listener, options.hangsOnClose === true);
        connections.push(next);
        return next;
      },
      meter: options.meter ?? (async () => undefined),
      finish: async (outcome) => {
        outcomes.push(outcome);
        return {
          callId: call.callId,
          provider: 'test',
          model: 'live',
          usage: {},
          costMicroUsd: undefined,
          latencyMs: 0,
          attempts: [],
          local: false,
        };
      },
    };
  };

  const sessions = createVoiceSessions({
    clock,
    log: silentLog,
    id: () => `session-${++ids}`,
    openRoute,
    token: () => Promise.reject(new Error('not used here')),
    artifacts: async () => store.artifacts,
    // Bytes of a test file are seconds of silence; none is no audio.
    decode: async (media: Media, { rate }): Promise<Pcm> => {
      if (media.bytes.byteLength === 0) throw new Error('no audio');
      return { samples: new Float32Array(rate * media.bytes.byteLength), rate };
    },
    limits: options.limits,
  });
  // A session that a test leaves open would sleep on.
  onTestFinished(async () => void (await clock.runUntil(sessions.shutdown())));

  const call = toolCall({ tool: 'voice_open' });
  const open = async (more: Partial<OpenVoice> = {}, by: ToolCall = call) => {
    const { sessionId } = await sessions.open({ ...usual, ...more }, {}, by);
    const latest = connections.at(-1);
    if (latest === undefined) throw new Error('No connection was made.');
    const events = async (): Promise<readonly VoiceLogEvent[]> => {
      await clock.advance(0);
      return (await sessions.poll(sessionId, { cursor: 0, waitMs: 0 }, by)).events;
    };
    const types = async (): Promise<readonly string[]> => (await events()).map(({ type }) => type);
    return { id: sessionId, connection: latest, events, types };
  };
  return { sessions, clock, connections, outcomes, store, call, open };
}

const usual: OpenVoice = { mode: 'converse', turnDetection: 'none', maxMinutes: 10, idleS: 60 };

/** A file of so many seconds, as the harness decodes it. */
export const seconds = (count: number): Media => ({ bytes: new Uint8Array(count), mimeType: 'audio/wav' });

export const sound = (bytes = FRAME): Heard => ({ type: 'audio', bytes: new Uint8Array(bytes).fill(1) });
export const says = (text: string, isFinal = true): VoiceEvent => ({ type: 'assistant-transcript', text, isFinal });
export const heard = (text: string, isFinal = true): VoiceEvent => ({ type: 'user-transcript', text, isFinal });
export const done: VoiceEvent = { type: 'turn-done' };

/** A client that keeps what it is given, as slow as the test makes it. */
export function fakeSink() {
  const got: (Uint8Array | VoiceStreamEvent)[] = [];
  const state = { buffered: 0, hasEnded: false };
  const sink: VoiceStreamSink = {
    send: (message) => void got.push(message),
    bufferedBytes: () => state.buffered,
    end: () => {
      state.hasEnded = true;
    },
  };
  const audioBytes = (): number =>
    got.reduce((total, message) => total + (message instanceof Uint8Array ? message.byteLength : 0), 0);
  const events = (): readonly VoiceStreamEvent[] =>
    got.flatMap((message) => (message instanceof Uint8Array ? [] : [message]));
  return { sink, got, state, audioBytes, events };
}
