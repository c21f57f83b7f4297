import { pcm16Of } from '../audio/wav.ts';
import type { Artifacts } from '../core/artifact.ts';
import type { Pcm } from '../core/audio.ts';
import type { Clock } from '../core/clock.ts';
import type { Media } from '../core/content.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Receipt } from '../core/receipt.ts';
import type { Principal } from '../core/tool.ts';
import type { VoiceEvent } from '../core/voice.ts';
import type { VoiceRoute } from '../core/voice-route.ts';
import type { OpenVoice, VoiceInput, VoiceSummary } from '../core/voice-sessions.ts';
import type { VoiceLimits } from './caps.ts';
import { type Conversation, createConversation } from './conversation.ts';
import { type Ending, expired, failed, idle } from './endings.ts';
import { createFeed, type Feed } from './feed.ts';
import { createLine, type Line } from './line.ts';
import { createVoiceLog, type VoiceLog } from './log.ts';
import { createOutbox } from './outbox.ts';
import type { Recovered } from './recovery.ts';
import { createStreams, type Streams } from './streams.ts';
import { joinReplies } from './summary.ts';
import type { Tap } from './tap.ts';
import { createToolRequests, type ToolRequest } from './tool-requests.ts';
import { createUplink, type Uplink } from './uplink.ts';
import { withinMs } from './within.ts';

export type SessionParts = {
  readonly id: string;
  readonly owner: Principal;
  readonly request: OpenVoice;
  readonly route: VoiceRoute;
  readonly tap: Tap;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: VoiceLimits;
  readonly artifacts: () => Promise<Artifacts>;
  readonly decode: DecodeAudio;
  /** Called once, when the session is over. */
  readonly onOver: () => void;
};

/** Decodes a file to mono at the rate, or throws what is wrong with it. */
export type DecodeAudio = (
  media: Media,
  options: { readonly signal: AbortSignal; readonly rate: number; readonly maxSeconds: number },
) => Promise<Pcm>;

/** One session from its first connection to its last word. Errors of callers are thrown; those of the provider are logged. */
export type Session = {
  readonly id: string;
  readonly owner: Principal;
  readonly log: VoiceLog;
  readonly conversation: Conversation;
  readonly streams: Streams;
  readonly uplink: Uplink;
  readonly feed: Feed;
  /** Monotonic ms at which it was over. */
  readonly endedAt: number | undefined;
  /** Hz: of what callers send, of what the provider takes, and of replies. */
  readonly rates: { readonly offered: number; readonly audioIn: number; readonly audioOut: number };
  readonly isLive: boolean;
  /** Throws `conflict` when the session is over. */
  demandLive(): void;
  /** The user has done something: the idle clock starts again. */
  touch(): void;
  send(input: VoiceInput, signal: AbortSignal): Promise<void>;
  interrupt(playedMs?: number): void;
  commit(): void;
  write(text: string): void;
  answerTool(result: { readonly id: string; readonly output: string }): void;
  /** Ends it for the first reason that is given, and waits for that. */
  end(ending: Ending, goodbyeMs: number): Promise<void>;
  summary(): Promise<VoiceSummary>;
};

/** A session is looked after at least so often, in ms. */
const LOOK_AFTER_MS = 5_000;
const PUMP_MS = 100;

export function startSession(parts: SessionParts): Session {
  const { request, route, clock, limits } = parts;
  const life = new AbortController();
  const log = createVoiceLog(clock);
  const { audioIn, audioOut } = route.connection;
  const streams = createStreams(audioOut);
  const uplink = createUplink({ rate: audioIn, wholeTurns: request.turnDetection === 'none' });
  const tools = createToolRequests();
  const expiresAt = clock.monotonicMs() + request.maxMinutes * 60_000;
  let activeAt = clock.monotonicMs();
  let meteredAt = clock.monotonicMs();
  let endedAt: number | undefined;
  let ending: Ending | undefined;
  let over: Promise<void> | undefined;
  let receipt: Receipt | undefined;
  let decoding: Promise<unknown> = Promise.resolve();
  /** What came while there was no connection. */
  let owed: (() => void)[] = [];

  const outbox = createOutbox((entry) => {
    streams.event(log.append(entry));
    if (log.isFull)
      fail(new ProviderError('bad_response', { message: 'The provider sent more events than a talk has.' }));
  });
  const fail = (error: ProviderError): void => void end(failed(error), limits.goodbyeMs);
  const touch = (): void => {
    activeAt = clock.monotonicMs();
  };

  const conversation = createConversation({
    mode: request.mode,
    clock,
    uplink,
    streams,
    artifacts: parts.artifacts,
    call: { principal: parts.owner },
    rate: audioOut,
    outbox,
  });
  const feed = createFeed({
    clock,
    uplink,
    rate: audioIn,
    isPaced: route.isPaced,
    signal: life.signal,
    onFrame: () => {
      touch();
      conversation.gave(false);
    },
  });

  const meter = (used?: Parameters<VoiceRoute['meter']>[0]): void => {
    meteredAt = clock.monotonicMs();
    route.meter(used).catch((thrown: unknown) => fail(asProviderError(thrown)));
  };

  const hear = (event: VoiceEvent): void => {
    if (event.type !== 'usage' && event.type !== 'error') touch();
    if (event.type === 'tool-request') {
      const { id, name } = event;
      tools.ask({ id, name, memory: line.memory, dueMs: clock.monotonicMs() + limits.toolResultMs });
    }
    if (event.type === 'error') outbox.push({ type: 'error', code: event.error.code, message: event.error.message });
    else conversation.hear(event);
    if ((event.type === 'usage' || event.type === 'turn-done') && event.usage !== undefined) meter(event.usage);
    if (event.type !== 'audio') line.moveIfAnnounced();
  };

  const onLost = ({ code, message }: ProviderError): void => {
    if (conversation.isReplying) outbox.push({ type: 'error', code, message: `The reply was cut off: ${message}` });
    conversation.cut();
  };
  const onRecovered = ({ how }: Recovered): void => {
    const lostS = uplink.takeLostS();
    const lost = lostS > 0 ? ` ${lostS.toFixed(1)} s of what was said were lost.` : '';
    outbox.push({ type: 'reconnected', message: `The connection was lost and ${HOW[how]}.${lost}` });
    const waiting = owed;
    owed = [];
    for (const send of waiting) send();
  };
  const line: Line = createLine({
    route,
    tap: parts.tap,
    clock,
    uplink,
    signal: life.signal,
    isQuiet: () => conversation.isQuiet,
    history: conversation.history,
    onEvent: hear,
    onLost,
    onRecovered,
    onGivenUp: fail,
  });

  const sendToolResult = ({ id, name, memory }: ToolRequest, output: string): void => {
    touch();
    conversation.gave(false);
    if (memory !== line.memory) {
      // The new connection knows nothing of the request, but what was found out is still wanted.
      uplink.text(`The result of ${name}, which you asked for: ${output}`);
      uplink.commit();
    } else if (uplink.connection !== undefined) uplink.connection.sendToolResult({ id, name, output });
    else owed.push(() => sendToolResult({ id, name, memory, dueMs: 0 }, output));
  };

  /** Ends, gives up and books whatever is due. Returns when to look again. */
  const lookAfter = (): number => {
    const now = clock.monotonicMs();
    if (now >= expiresAt) void end(expired(request.maxMinutes), limits.goodbyeMs);
    const isIdle = now >= activeAt + request.idleS * 1000 && !tools.isWaiting && !feed.isBusy;
    if (isIdle) void end(idle(request.idleS), limits.goodbyeMs);
    for (const asked of tools.takeOverdue(now)) {
      const waited = `${limits.toolResultMs / 1000} s`;
      outbox.push({
        type: 'error',
        code: 'timeout',
        message: `No result of ${asked.name} (${asked.id}) came within ${waited}.`,
      });
      sendToolResult(asked, JSON.stringify({ error: `No result came within ${waited}.` }));
    }
    if (route.meterEveryMs !== undefined && now >= meteredAt + route.meterEveryMs) meter();
    if (uplink.holdsBack) uplink.pump();
    const idleAt = activeAt + request.idleS * 1000;
    const due = Math.min(expiresAt, idleAt > now ? idleAt : Number.POSITIVE_INFINITY, tools.nextDueMs) - now;
    const most = uplink.holdsBack ? PUMP_MS : Math.min(LOOK_AFTER_MS, route.meterEveryMs ?? LOOK_AFTER_MS);
    return Math.max(1, Math.min(due, most));
  };
  const watch = async (): Promise<void> => {
    while (!life.signal.aborted) await clock.sleep(lookAfter(), life.signal);
  };

  const finish = async (why: Ending, goodbyeMs: number): Promise<void> => {
    life.abort(new ProviderError('cancelled', { message: why.message }));
    feed.clear();
    await withinMs(line.close(), goodbyeMs, clock);
    line.shut();
    uplink.detach();
    await withinMs(conversation.settle(), goodbyeMs, clock);
    receipt = await route.finish(why.outcome);
    endedAt = clock.monotonicMs();
    outbox.release();
    outbox.push({ type: 'closed', code: why.code, message: why.message });
    log.end();
    streams.end();
    parts.onOver();
  };
  const end = (why: Ending, goodbyeMs: number): Promise<void> => {
    ending ??= why;
    over ??= finish(why, goodbyeMs);
    return over;
  };

  const demandLive = (): void => {
    if (ending === undefined) return;
    throw new ProviderError('conflict', {
      message: `The session is over. ${ending.message}`,
      hint: 'voice_poll still tells what was said; open another with voice_open.',
    });
  };

  /** Decoded in the order of the calls, whatever takes longer. */
  const decoded = async (media: Media, signal: AbortSignal): Promise<Uint8Array> => {
    const leftS = Math.max(1, Math.ceil((expiresAt - clock.monotonicMs()) / 1000));
    const before = decoding;
    const mine = parts.decode(media, { signal, rate: audioIn, maxSeconds: route.isPaced ? leftS : MOST_AUDIO_S });
    decoding = Promise.allSettled([before, mine]);
    const pcm = await mine;
    await before;
    return pcm16Of(pcm.samples);
  };

  const session: Session = {
    id: parts.id,
    owner: parts.owner,
    log,
    conversation,
    streams,
    uplink,
    feed,
    get endedAt() {
      return endedAt;
    },
    rates: { offered: request.preferredRate ?? audioIn, audioIn, audioOut },
    get isLive() {
      return ending === undefined;
    },
    demandLive,
    touch,
    async send({ interrupt, audio, text, toolResult, commit }, signal) {
      demandLive();
      touch();
      if (interrupt) session.interrupt();
      if (feed.waitingS > MOST_AUDIO_S) throw tooMuchWaits(feed.waitingS);
      const pcm16 = audio === undefined ? undefined : await decoded(audio, signal);
      demandLive();
      if (toolResult !== undefined) session.answerTool(toolResult);
      if (pcm16 !== undefined) feed.audio(pcm16);
      feed.afterwards(() => {
        if (text !== undefined) conversation.wrote(text);
        if (commit) session.commit();
      });
    },
    interrupt(playedMs) {
      touch();
      feed.clear();
      uplink.drop();
      conversation.interrupt(playedMs);
    },
    commit() {
      touch();
      conversation.gave(true);
      uplink.commit();
    },
    write(text) {
      touch();
      conversation.wrote(text);
      session.commit();
    },
    answerTool: ({ id, output }) => sendToolResult(tools.take(id), output),
    end,
    async summary() {
      if (receipt === undefined) throw new Error('A session has a summary when it is over.');
      const artifact = await joinReplies(conversation.replies, audioOut, parts.artifacts, parts.owner);
      return {
        transcript: conversation.transcript(),
        turns: conversation.turns,
        ...(artifact && { artifact }),
        receipt,
      };
    },
  };
  line.start();
  // It ends with the session.
  watch().catch(() => {});
  return session;
}

/** Decoded audio that may wait in a session. */
const MOST_AUDIO_S = 1_800;

const HOW: Readonly<Record<Recovered['how'], string>> = {
  resumed: 'taken up again where it was',
  replayed: 'opened again with what was said so far',
  reopened: 'opened again',
};

const tooMuchWaits = (seconds: number): ProviderError =>
  new ProviderError('overloaded', {
    message: `${Math.round(seconds)} s of audio wait to be heard already.`,
    hint: 'Wait until some of it has been said, or interrupt.',
    processed: false,
  });
