import type { Socket } from 'node:net';
import type { Clock } from '../core/clock.ts';
import { errorFrom } from '../core/error-data.ts';
import { ProviderError } from '../core/errors.ts';
import { httpRefusal } from '../core/http-refusal.ts';
import type { Log } from '../core/log.ts';
import type { UpdateListener } from '../core/resource-updates.ts';
import { LOCAL_PRINCIPAL, type Principal, type ToolCall } from '../core/tool.ts';
import type { OpenedVoice, StreamUpgrade, VoiceSessions } from '../core/voice-sessions.ts';
import type { FromHost, HostAnswer, HostRequest, ToHost } from './host-messages.ts';
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

export type RemoteParts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly start: StartHost;
  /** Passes on the news of a resource that changed in there. */
  readonly announce: UpdateListener;
};

type Caller = Pick<ToolCall, 'principal'> & Partial<ToolCall>;
type RequestOf<Method> = HostRequest & { readonly method: Method };
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
export function createRemoteSessions({ clock, log, start, announce }: RemoteParts): VoiceSessions {
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
    if (message.kind === 'update') {
      announce(message.uri, message.principal);
      return;
    }
    if (message.kind === 'taken') {
      // The channel has confirmed it before this message, and closed what we held of the connection.
      host?.post({ kind: 'go', id: message.id });
      return;
    }
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

  async function ask<Method extends HostRequest['method']>(
    to: Host,
    request: RequestOf<Method>,
    caller: Caller,
  ): Promise<HostAnswer<Method>> {
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
      return (await settle.promise) as HostAnswer<Method>; // the host answers what its sessions do
    } finally {
      done.abort();
      pending.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Asks about a session. Its process is never started for that: a session that is not there is nowhere. */
  async function askAbout<Method extends HostRequest['method']>(
    id: string,
    request: RequestOf<Method>,
    caller: Caller,
  ): Promise<HostAnswer<Method>> {
    const known = opened.get(id);
    if (known?.isLost && isSamePrincipal(known.owner, caller.principal)) throw crashed();
    if (host === undefined) throw unknownSession(id);
    return ask<Method>(host, request, caller);
  }

  const remember = ({ sessionId, expiresAt }: OpenedVoice, owner: Principal): void => {
    for (const [id, { endsAt }] of opened) if (endsAt < clock.now()) opened.delete(id);
    opened.set(sessionId, { owner, endsAt: expiresAt + REMEMBERED_MS, isLost: false });
  };

  return {
    async open(request, options, call) {
      const to = running();
      const session = await ask(to, { method: 'open', request, options }, call);
      remember(session, call.principal);
      if (!call.signal.aborted) return session;
      // Cancelled at the last moment: nobody will ever use it.
      const { principal } = call;
      ask(to, { method: 'close', sessionId: session.sessionId, isCancelled: true }, { principal }).catch(() => {});
      throw new ProviderError('cancelled');
    },
    send: (sessionId, input, call) => askAbout(sessionId, { method: 'send', sessionId, input }, call),
    poll: (sessionId, query, call) => askAbout(sessionId, { method: 'poll', sessionId, ...query }, call),
    // Neither is stopped by the end of the call: a session of a cancelled call has to be closed all the same.
    close: (sessionId, { principal, signal }) =>
      askAbout(sessionId, { method: 'close', sessionId, isCancelled: signal?.aborted === true }, { principal }),
    transcript: (sessionId, { principal }) => askAbout(sessionId, { method: 'transcript', sessionId }, { principal }),
    token: async (request, options, call) => ask(running(), { method: 'token', request, options }, call),
    acceptStream(upgrade) {
      if (host === undefined) upgrade.socket.end(httpRefusal(404, 'There is no such stream'));
      else handOver(host, ++count, upgrade);
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

/**
 * Until the other process has confirmed that it has the connection, this one still reads from it, and what it reads is lost.
 * So the client is not answered, and says nothing, before that: `taken` and `go`.
 */
function handOver(host: Host, id: number, { ticket, after, headers, head, socket }: StreamUpgrade): void {
  const handshake = Object.entries(headers).filter(([name]) => HANDSHAKE.test(name));
  // What has arrived already stays behind with this process.
  socket.pause();
  const rest: Buffer | null = socket.read();
  const read = rest === null ? head : Buffer.concat([head, rest]);
  host.post({ kind: 'stream', id, ticket, after, headers: Object.fromEntries(handshake), head: read }, socket);
}

/** The headers that a handshake is answered by. Credentials stay here. */
const HANDSHAKE = /^(?:upgrade|connection|sec-websocket-.+)$/;

const crashed = (): ProviderError =>
  new ProviderError('unavailable', {
    message: 'The process that held this live session ended unexpectedly, and the session with it.',
    hint: 'Open another with voice_open.',
  });
