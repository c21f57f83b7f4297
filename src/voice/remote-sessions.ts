import type { Socket } from 'node:net';
import type { Clock } from '../core/clock.ts';
import { errorFrom } from '../core/error-data.ts';
import { ProviderError } from '../core/errors.ts';
import { httpRefusal } from '../core/http-refusal.ts';
import type { Log } from '../core/log.ts';
import { LOCAL_PRINCIPAL, type Principal, type ToolCall } from '../core/tool.ts';
import type { OpenedVoice, StreamUpgrade, VoiceSessions } from '../core/voice-sessions.ts';
import type { FromHost, HostRequest, ToHost } from './host-messages.ts';
import { isSamePrincipal, unknownSession } from './unknown-session.ts';
import { withinMs } from './within.ts';

/** A running process that holds the sessions. */
export type Host = {
  /** The connection, where one is given, belongs to that process from then on. */
  post(message: ToHost, connection?: Socket): void;
  /** Lets it end by itself. Resolves when it has; it is killed when that takes longer. */
  stop(withinMs: number): Promise<void>;
};

export type StartHost = (listeners: {
  readonly onMessage: (message: FromHost) => void;
  /** Once: the process has ended, whoever wanted that. */
  readonly onGone: () => void;
}) => Host;

export type RemoteParts = { readonly clock: Clock; readonly log: Log; readonly start: StartHost };

type Caller = Pick<ToolCall, 'principal'> & Partial<ToolCall>;
type Pending = {
  readonly settle: PromiseWithResolvers<unknown>;
  readonly progress: ToolCall['progress'];
};

/** No call takes that long, unless the process hangs. */
const LONGEST_CALL_MS = 90_000;
/** What a cancelled call may still take. */
const CANCEL_MS = 2_000;
/** The sessions take less than that for their goodbyes, and the process for its end. */
const SHUTDOWN_MS = 2_000;
const STOP_MS = 500;
/** Sessions are remembered for so long after their end, to say what became of them. */
const REMEMBERED_MS = 900_000;

/**
 * Sessions that run in a process of their own, where nothing that this one does can hold up their sound. The process starts
 * with the first session. When it crashes, its sessions say so, and the next one starts another.
 */
export function createRemoteSessions({ clock, log, start }: RemoteParts): VoiceSessions {
  const pending = new Map<number, Pending>();
  const opened = new Map<string, { readonly owner: Principal; readonly endsAt: number; isLost: boolean }>();
  let host: Host | undefined;
  let count = 0;
  let isStopped = false;

  const onGone = (): void => {
    host = undefined;
    for (const session of opened.values()) session.isLost = true;
    for (const { settle } of pending.values()) settle.reject(crashed());
    pending.clear();
    if (!isStopped) log.error('The process of the live sessions ended unexpectedly.', { count: opened.size });
  };

  const onMessage = (message: FromHost): void => {
    const call = pending.get(message.id);
    if (call === undefined) return;
    if (message.kind === 'progress') {
      call.progress?.(message.update);
      return;
    }
    pending.delete(message.id);
    if (message.kind === 'done') call.settle.resolve(message.value);
    else call.settle.reject(errorFrom(message.error));
  };

  const running = (): Host => {
    if (isStopped)
      throw new ProviderError('unavailable', { message: 'This server is about to end.', processed: false });
    host ??= start({ onMessage, onGone });
    return host;
  };

  async function ask(to: Host, request: HostRequest, caller: Caller): Promise<unknown> {
    const { signal, progress, principal, callId = '', tool = '', base } = caller;
    if (signal?.aborted) throw new ProviderError('cancelled');
    const id = ++count;
    const settle = Promise.withResolvers<unknown>();
    const done = new AbortController();
    const giveUpAfter = (ms: number, code: 'timeout' | 'cancelled'): void => {
      const message = code === 'timeout' ? 'The process of the live sessions does not answer.' : undefined;
      clock.sleep(ms, done.signal).then(
        () => settle.reject(new ProviderError(code, { message })),
        () => {},
      );
    };
    const cancel = (): void => {
      to.post({ kind: 'cancel', id });
      giveUpAfter(CANCEL_MS, 'cancelled');
    };
    pending.set(id, { settle, progress });
    to.post({ kind: 'call', id, request, call: { principal, callId, tool, base, isWatched: progress !== undefined } });
    giveUpAfter(LONGEST_CALL_MS, 'timeout');
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await settle.promise;
    } finally {
      done.abort();
      pending.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Asks about a session. Its process is never started for that: a session that is not there is nowhere. */
  async function askAbout(id: string, request: HostRequest, caller: Caller): Promise<unknown> {
    const known = opened.get(id);
    if (known?.isLost && isSamePrincipal(known.owner, caller.principal)) throw crashed();
    if (host === undefined) throw unknownSession(id);
    return ask(host, request, caller);
  }

  const remember = ({ sessionId, expiresAt }: OpenedVoice, owner: Principal): void => {
    for (const [id, { endsAt }] of opened) if (endsAt < clock.now()) opened.delete(id);
    opened.set(sessionId, { owner, endsAt: expiresAt + REMEMBERED_MS, isLost: false });
  };

  return {
    async open(request, options, call) {
      const to = running();
      // What each method answers is settled by the interface that both sides share.
      const session = (await ask(to, { method: 'open', request, options }, call)) as OpenedVoice;
      remember(session, call.principal);
      if (!call.signal.aborted) return session;
      // Cancelled at the last moment: nobody will ever use it.
      const { principal } = call;
      ask(to, { method: 'close', sessionId: session.sessionId }, { principal }).catch(() => {});
      throw new ProviderError('cancelled');
    },
    send: async (sessionId, input, call) =>
      (await askAbout(sessionId, { method: 'send', sessionId, input }, call)) as Awaited<
        ReturnType<VoiceSessions['send']>
      >, // see open
    poll: async (sessionId, { cursor, waitMs }, call) =>
      (await askAbout(sessionId, { method: 'poll', sessionId, cursor, waitMs }, call)) as Awaited<
        ReturnType<VoiceSessions['poll']>
      >, // see open
    close: async (sessionId, call) =>
      (await askAbout(sessionId, { method: 'close', sessionId }, call)) as Awaited<ReturnType<VoiceSessions['close']>>, // see open
    transcript: async (sessionId, call) =>
      (await askAbout(sessionId, { method: 'transcript', sessionId }, call)) as string, // see open
    token: async (request, options, call) =>
      (await ask(running(), { method: 'token', request, options }, call)) as Awaited<
        ReturnType<VoiceSessions['token']>
      >, // see open
    acceptStream(upgrade) {
      if (host === undefined) upgrade.socket.end(httpRefusal(404, 'There is no such stream'));
      else handOver(host, upgrade);
    },
    async shutdown() {
      isStopped = true;
      const last = host;
      if (last === undefined) return;
      const ended = ask(last, { method: 'shutdown' }, { principal: LOCAL_PRINCIPAL });
      await withinMs(ended, SHUTDOWN_MS, clock);
      await last.stop(STOP_MS);
    },
  };
}

function handOver(host: Host, { ticket, after, headers, head, socket }: StreamUpgrade): void {
  const handshake = Object.entries(headers).filter(([name]) => HANDSHAKE.test(name));
  // What has arrived already stays behind with this process.
  socket.pause();
  const rest: Buffer | null = socket.read();
  const read = rest === null ? head : Buffer.concat([head, rest]);
  host.post({ kind: 'stream', ticket, after, headers: Object.fromEntries(handshake), head: read }, socket);
}

/** The headers that a handshake is answered by. Credentials stay here. */
const HANDSHAKE = /^(?:upgrade|connection|sec-websocket-.+)$/;

const crashed = (): ProviderError =>
  new ProviderError('unavailable', {
    message: 'The process that held this live session ended unexpectedly, and the session with it.',
    hint: 'Open another with voice_open.',
  });
