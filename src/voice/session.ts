import type { Artifacts } from '../core/artifact.ts';
import type { Clock } from '../core/clock.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Receipt } from '../core/receipt.ts';
import type { Principal } from '../core/tool.ts';
import type { VoiceEvent } from '../core/voice.ts';
import type { VoiceRoute } from '../core/voice-route.ts';
import type { OpenVoice, VoiceInput, VoiceSummary, VoiceToolResult } from '../core/voice-sessions.ts';
import type { VoiceLimits } from './caps.ts';
import { type Conversation, createConversation } from './conversation.ts';
import { type Ending, failed } from './endings.ts';
import { createFeed } from './feed.ts';
import { Guardian } from './guardian.ts';
import { createIntake, type DecodeAudio } from './intake.ts';
import { createLine, type Line } from './line.ts';
import { createVoiceLog, type VoiceLog } from './log.ts';
import { createOutbox } from './outbox.ts';
import type { Recovered } from './recovery.ts';
import { Streams } from './streams.ts';
import { joinReplies } from './summary.ts';
import type { Tap } from './tap.ts';
import { createToolExchange } from './tool-exchange.ts';
import { Uplink } from './uplink.ts';
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
  readonly onSaid?: (id: string, owner: Principal) => void;
  /** Called once, when the session is over. */
  readonly onOver: () => void;
};

/** One session from its first connection to its last word. Errors of callers are thrown; those of the provider are logged. */
export type Session = {
  readonly id: string;
  readonly owner: Principal;
  readonly log: VoiceLog;
  readonly conversation: Conversation;
  readonly streams: Streams;
  readonly uplink: Uplink;
  readonly guardian: Guardian;
  /** Monotonic ms at which it was over. */
  endedAt(): number | undefined;
  /** Hz: of what callers send, of what the provider takes, and of replies. */
  readonly rates: { readonly offered: number; readonly audioIn: number; readonly audioOut: number };
  isLive(): boolean;
  /** Throws `conflict` when the session is over. */
  demandLive(): void;
  send(input: VoiceInput, signal: AbortSignal): Promise<void>;
  interrupt(playedMs?: number): void;
  commit(): void;
  write(text: string): void;
  answerTool(result: VoiceToolResult): void;
  /** Ends it for the first reason that is given, and waits for that. */
  end(ending: Ending, goodbyeMs: number): Promise<void>;
  summary(): Promise<VoiceSummary>;
};

export function startSession(parts: SessionParts): Session {
  const { request, route, clock, limits } = parts;
  const life = new AbortController();
  const log = createVoiceLog(clock);
  const { audioIn, audioOut } = route.connection;
  const streams = new Streams(audioOut);
  const uplink = new Uplink({ rate: audioIn, wholeTurns: request.turnDetection === 'none' });
  const decoded = createIntake(parts.decode, audioIn);
  let endedAt: number | undefined;
  let ending: Ending | undefined;
  let over: Promise<void> | undefined;
  let receipt: Receipt | undefined;

  const outbox = createOutbox((entry) => {
    if (log.isFull && entry.type !== 'closed') {
      return fail(new ProviderError('bad_response', { message: 'The provider sent more than a talk can hold.' }));
    }
    streams.event(log.append(entry));
    if (entry.type === 'user_transcript' || entry.type === 'assistant_transcript')
      parts.onSaid?.(parts.id, parts.owner);
  });
  const fail = (error: ProviderError): void => void end(failed(error), limits.goodbyeMs);

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
      guardian.touch();
      conversation.gave(false);
    },
  });

  const meter = (used?: Parameters<VoiceRoute['meter']>[0]): void => {
    guardian.metered();
    route.meter(used).catch((thrown: unknown) => fail(asProviderError(thrown)));
  };

  const hearAudio = (pcm16: Uint8Array): void => {
    guardian.touch();
    conversation.audio(pcm16);
  };
  const hear = (event: VoiceEvent): void => {
    if (event.type !== 'usage' && event.type !== 'error') guardian.touch();
    if (event.type === 'tool-request') tools.asked(event);
    if (event.type === 'error') outbox.push({ type: 'error', code: event.error.code, message: event.error.message });
    else conversation.hear(event);
    if ((event.type === 'usage' || event.type === 'turn-done') && event.usage !== undefined) meter(event.usage);
    line.moveIfAnnounced();
  };

  const onLost = ({ code, message }: ProviderError): void => {
    if (conversation.isReplying()) outbox.push({ type: 'error', code, message: `The reply was cut off: ${message}` });
    conversation.cut();
  };
  const onRecovered = ({ how }: Recovered, wasLost: boolean): void => {
    const lostS = uplink.takeLostS();
    const lost = lostS > 0 ? ` ${lostS.toFixed(1)} s of what was said were lost.` : '';
    outbox.push({
      type: 'reconnected',
      message: `The connection ${wasLost ? 'was lost' : 'had to end'} and was ${HOW[how]}.${lost}`,
    });
    tools.recovered();
  };
  const line: Line = createLine({
    route,
    tap: parts.tap,
    clock,
    uplink,
    signal: life.signal,
    isQuiet: () => conversation.isQuiet(),
    history: conversation.history,
    onAudio: hearAudio,
    onEvent: hear,
    onLost,
    onRecovered,
    onGivenUp: fail,
  });
  const tools = createToolExchange({
    clock,
    uplink,
    outbox,
    resultMs: limits.toolResultMs,
    memory: () => line.memory,
    onAnswer: () => {
      guardian.touch();
      conversation.gave(false);
    },
  });

  const finish = async (why: Ending, goodbyeMs: number): Promise<void> => {
    life.abort(new ProviderError('cancelled', { message: why.message }));
    feed.clear();
    await withinMs(line.close(), goodbyeMs, clock);
    line.shut();
    uplink.detach();
    uplink.drop();
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
    uplink.shut();
    over ??= finish(why, goodbyeMs);
    return over;
  };

  const guardian = new Guardian({
    clock,
    request,
    route,
    tools,
    uplink,
    isBusy: () => feed.isBusy,
    signal: life.signal,
    meter,
    end: (why) => void end(why, limits.goodbyeMs),
  });

  const demandLive = (): void => {
    if (ending === undefined) return;
    throw new ProviderError('conflict', {
      message: `The session is over. ${ending.message}`,
      hint: 'voice_poll still tells what was said; open another with voice_open.',
    });
  };

  const session: Session = {
    id: parts.id,
    owner: parts.owner,
    log,
    conversation,
    streams,
    uplink,
    endedAt() {
      return endedAt;
    },
    rates: { offered: request.preferredRate ?? audioIn, audioIn, audioOut },
    isLive() {
      return ending === undefined;
    },
    demandLive,
    guardian,
    async send({ interrupt, audio, text, toolResult, commit }, signal) {
      demandLive();
      guardian.touch();
      if (interrupt) session.interrupt();
      if (feed.waitingS > MOST_AUDIO_S) throw tooMuchWaits(feed.waitingS);
      const pcm16 =
        audio && (await decoded(audio, { signal, maxSeconds: route.isPaced ? guardian.leftS() : MOST_AUDIO_S }));
      demandLive();
      if (toolResult !== undefined) session.answerTool(toolResult);
      if (pcm16 !== undefined) feed.audio(pcm16);
      feed.afterwards(() => {
        if (text !== undefined) conversation.wrote(text);
        if (commit) session.commit();
      });
    },
    interrupt(playedMs) {
      guardian.touch();
      feed.clear();
      conversation.interrupt(playedMs);
      uplink.drop();
    },
    commit() {
      guardian.touch();
      conversation.gave(true);
      uplink.commit();
    },
    write(text) {
      guardian.touch();
      conversation.wrote(text);
      session.commit();
    },
    answerTool: tools.answer,
    end,
    async summary() {
      if (receipt === undefined) throw new Error('A session has a summary when it is over.');
      const artifact = await joinReplies(conversation.replies(), audioOut, parts.artifacts, parts.owner).catch(() => {
        // Old replies may have made room for new ones; what was said is worth having without them.
        parts.log.warn('The replies of a voice session could not be joined.', { model: route.model });
        return undefined;
      });
      return {
        transcript: conversation.transcript(),
        turns: conversation.turns(),
        ...(artifact && { artifact }),
        receipt,
      };
    },
  };
  line.start();
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
