import { systemClock } from '../../core/clock.ts';
import { asProviderError, ProviderError } from '../../core/errors.ts';
import type { EngineHost } from '../../core/provider.ts';
import type { Socket, SocketEnd } from '../../core/socket.ts';
import type { VoiceConnection, VoiceConnectOptions, VoiceEvent, VoiceRequest } from '../../core/voice.ts';
import { quoted } from '../../http/errors.ts';
import { record } from '../read.ts';
import { Unreadable, type VoiceContext, type VoiceFamily, type VoiceLine } from './codec.ts';
import { type Watch, watch } from './watch.ts';

/** How long a provider may take over its last words. */
const LAST_WORDS_MS = 2_000;

/** Opens one session of a family and resolves once the provider takes audio. Rejects with why it does not. */
export async function openVoice(
  family: VoiceFamily,
  request: VoiceRequest,
  options: VoiceConnectOptions,
  context: VoiceContext,
  host: EngineHost,
): Promise<VoiceConnection> {
  const { onEvent, signal } = options;
  const { endpoint } = context;
  const { provider } = endpoint;
  const wait = host.wait ?? systemClock.sleep;
  const place = await family.opening(request, context);
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const lastWords = new AbortController();
  /** Ends the watch, and the socket when the opening is given up. */
  const life = new AbortController();
  const opening = new AbortController();

  let socket: Socket | undefined;
  /** What was said before the socket could be told. */
  let unsent: (string | Uint8Array)[] = [];
  /** What was heard before the caller could be told. */
  let untold: VoiceEvent[] | undefined = [];
  let state: 'opening' | 'open' | 'closing' | 'ended' = 'opening';
  let lastError: ProviderError | undefined;
  /** Why we end the connection ourselves. */
  let fault: ProviderError | undefined;
  let watcher: Watch | undefined;
  let isPulse = false;

  /** A listener that fails ends its own connection, not the process. */
  const hand = (event: VoiceEvent): void => {
    try {
      onEvent(event);
    } catch (thrown) {
      giveUp(asProviderError(thrown));
    }
  };
  const tell = (event: VoiceEvent): void => {
    if (untold !== undefined) untold.push(event);
    else hand(event);
  };
  const giveUp = (error: ProviderError): void => {
    if (state === 'ended' || fault !== undefined) return;
    fault = error;
    if (state === 'opening') {
      opened.reject(fault);
      opening.abort(fault);
      return;
    }
    state = 'closing';
    socket?.close();
  };
  const note = (event: VoiceEvent): void => {
    switch (event.type) {
      case 'speech-stopped':
        if (request.mode === 'converse') watcher?.await(true);
        return;
      case 'user-transcript':
        if (request.mode === 'transcribe' && event.isFinal) watcher?.await(false);
        return;
      case 'turn-done':
      case 'interrupted':
      // The provider now waits for us.
      case 'tool-request':
        watcher?.await(false);
        return;
      case 'error':
        watcher?.await(false);
        lastError = event.error;
    }
  };

  const line: VoiceLine = {
    provider,
    send: (message) => {
      watcher?.sent();
      if (socket === undefined) unsent.push(message);
      else socket.send(message);
    },
    emit: (event) => {
      if (state === 'ended') return;
      if (event.type !== 'audio') note(event);
      // An error before the session is there is the answer to its opening.
      if (state === 'opening' && event.type === 'error') giveUp(event.error);
      else if (event.type !== 'user-transcript' || event.text !== '') tell(event);
    },
    ready: () => {
      if (state !== 'opening') return;
      state = 'open';
      watcher?.ready();
      opened.resolve();
    },
    pulse: () => {
      isPulse = true;
    },
    idle: () => watcher?.await(false),
    fail: giveUp,
    over: () => lastWords.abort(),
  };
  const codec = family.codec(request, line, { ...context, place });

  const unreadable = (): void => {
    const error = new ProviderError('bad_response', {
      provider,
      message: `${provider} sent a message that could not be understood.`,
    });
    if (watcher?.garbage()) giveUp(error);
    else if (state !== 'opening') tell({ type: 'error', error });
  };
  const receive = (data: string | Uint8Array): void => {
    if (typeof data !== 'string') {
      if (codec.receiveBytes === undefined) throw new Unreadable('Bytes are not of this protocol');
      codec.receiveBytes(data);
      return;
    }
    const message = record(JSON.parse(data));
    if (message === undefined) throw new Unreadable('No object');
    codec.receive(message);
  };
  const hear = (data: string | Uint8Array): void => {
    const before = lastError;
    isPulse = false;
    try {
      receive(data);
    } catch (thrown) {
      if (thrown instanceof Unreadable || thrown instanceof SyntaxError) unreadable();
      else giveUp(asProviderError(thrown));
      return;
    }
    if (isPulse) return;
    watcher?.heard();
    // An error goes with the end of the connection only when nothing else came between them.
    if (lastError === before) lastError = undefined;
  };
  const reasonFor = (end: SocketEnd): ProviderError =>
    fault ??
    codec.endError?.(end) ??
    lastError ??
    end.error ??
    new ProviderError('network', {
      provider,
      message: quoted(`${provider} ended the session${end.reason === '' ? '' : `: ${end.reason}`}.`),
    });
  const finish = (end: SocketEnd): void => {
    if (state === 'ended') return;
    const isOurs = state === 'closing' && fault === undefined;
    const wasOpening = state === 'opening';
    codec.flush?.();
    state = 'ended';
    life.abort();
    lastWords.abort();
    if (wasOpening) opened.reject(reasonFor(end));
    else tell(isOurs ? { type: 'closed' } : { type: 'closed', error: reasonFor(end) });
    ended.resolve();
  };

  const cancel = (): void => {
    fault ??= signal.reason instanceof ProviderError ? signal.reason : new ProviderError('cancelled', { provider });
    opened.reject(fault);
    opening.abort(fault);
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    // Rejected early when the opening is given up; whoever awaits it below hears of it.
    opened.promise.catch(() => {});
    const { path, ...where } = place;
    watcher = watch({
      wait,
      signal: life.signal,
      keepAlive: codec.keepAlive,
      onLull: codec.lull,
      onNotReady: () =>
        giveUp(new ProviderError('timeout', { provider, message: `${provider} did not confirm the session.` })),
      onStall: () => {
        const error = new ProviderError('timeout', {
          provider,
          message: `${provider} went silent in the middle of a turn.`,
        });
        // What is only written down can go on with what is said next.
        if (request.mode === 'transcribe') tell({ type: 'error', error });
        else giveUp(error);
      },
    });
    socket = await endpoint.connect(path, { ...where, signal: opening.signal, onMessage: hear, onEnd: finish });
    for (const message of unsent) socket.send(message);
    unsent = [];
    codec.open();
    await opened.promise;
  } catch (thrown) {
    life.abort();
    opening.abort();
    throw fault ?? thrown;
  } finally {
    signal.removeEventListener('abort', cancel);
  }

  // The caller gets the connection before the first event.
  setImmediate(() => {
    const events = untold ?? [];
    untold = undefined;
    for (const event of events) hand(event);
  });

  const { audioIn, audioOut } = codec;
  const whenOpen =
    <Arguments extends readonly unknown[]>(action: (...given: Arguments) => void, isAsked = false) =>
    (...given: Arguments): void => {
      if (state !== 'open') return;
      if (isAsked) watcher?.await(true);
      action(...given);
    };
  return {
    audioIn,
    audioOut,
    sendAudio: (frame) => {
      if (state === 'open') codec.audio(frame);
    },
    bufferedBytes: () => socket?.bufferedBytes() ?? 0,
    commit: whenOpen(() => codec.commit(), true),
    sendText: whenOpen((text: string) => codec.text(text)),
    sendToolResult: whenOpen(codec.toolResult, true),
    interrupt: whenOpen((playedMs?: number) => codec.interrupt(playedMs)),
    close: async () => {
      if (state === 'open') {
        state = 'closing';
        watcher?.await(false);
        if (codec.goodbye !== undefined) {
          codec.goodbye();
          await wait(LAST_WORDS_MS, lastWords.signal).catch(() => {});
        }
        socket?.close();
      }
      await ended.promise;
    },
  };
}
