import { systemClock } from '../../core/clock.ts';
import { asProviderError, type ErrorCode, ProviderError } from '../../core/errors.ts';
import type { EngineHost } from '../../core/provider.ts';
import type { Socket, SocketEnd } from '../../core/socket.ts';
import type {
  VoiceConnection,
  VoiceConnectOptions,
  VoiceEvent,
  VoiceListener,
  VoiceRequest,
} from '../../core/voice.ts';
import { quoted } from '../../http/errors.ts';
import { record } from '../read.ts';
import {
  Unreadable,
  type VoiceCodec,
  type VoiceContext,
  type VoiceFamily,
  type VoiceLine,
  type VoiceOpening,
} from './codec.ts';
import { Watch } from './watch.ts';

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
  const place = await family.opening(request, context);
  const { wait = systemClock.sleep } = host;
  const connection = new LiveConnection({ family, request, place, context, wait, listener: options.listener });
  await connection.open(options.signal);
  return connection;
}

type LiveParts = {
  readonly family: VoiceFamily;
  readonly request: VoiceRequest;
  readonly place: VoiceOpening;
  readonly context: VoiceContext;
  readonly listener: VoiceListener;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** One connection: what its codec makes of it, for the caller on one side and the provider on the other. */
class LiveConnection implements VoiceConnection, VoiceLine {
  readonly provider: string;
  readonly #parts: LiveParts;
  readonly #listener: VoiceListener;
  readonly #codec: VoiceCodec;
  readonly #watch: Watch;
  readonly #opened = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #lastWords = new AbortController();
  /** Ends the watch. */
  readonly #life = new AbortController();
  /** Ends the socket when the opening is given up. */
  readonly #opening = new AbortController();
  #state: 'opening' | 'open' | 'closing' | 'ended' = 'opening';
  #socket: Socket | undefined;
  /** What was said before the socket could be told. */
  #unsent: (string | Uint8Array)[] = [];
  /** What was heard before the caller could be told. */
  #untold: (VoiceEvent | Uint8Array)[] | undefined = [];
  #lastError: ProviderError | undefined;
  /** Why we end the connection ourselves. */
  #fault: ProviderError | undefined;
  #isPulse = false;

  constructor(parts: LiveParts) {
    const { family, request, place, context, wait } = parts;
    this.#parts = parts;
    this.#listener = parts.listener;
    this.provider = context.endpoint.provider;
    this.#codec = family.codec(request, this, { ...context, place });
    this.#watch = new Watch({
      wait,
      signal: this.#life.signal,
      keepAlive: this.#codec.keepAlive,
      onLull: this.#codec.lull,
      onNotReady: () => this.fail(this.#error('timeout', `${this.provider} did not confirm the session.`)),
      onStall: () => this.#stalled(),
    });
  }

  get audioIn(): number {
    return this.#codec.audioIn;
  }

  get audioOut(): number {
    return this.#codec.audioOut;
  }

  /** Resolves once the provider takes audio. */
  async open(signal: AbortSignal): Promise<void> {
    const cancel = (): void => {
      this.#fault ??=
        signal.reason instanceof ProviderError
          ? signal.reason
          : new ProviderError('cancelled', { provider: this.provider });
      this.#opened.reject(this.#fault);
      this.#opening.abort(this.#fault);
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      // Rejected early when the opening is given up; whoever awaits it below hears of it.
      this.#opened.promise.catch(() => {});
      const { path, ...where } = this.#parts.place;
      this.#socket = await this.#parts.context.endpoint.connect(path, {
        ...where,
        signal: this.#opening.signal,
        isTextOnly: this.#codec.receiveBytes === undefined,
        lift: this.#codec.lift,
        onMessage: (data, sound) => this.#hear(data, sound),
        onEnd: (end) => this.#finish(end),
      });
      for (const message of this.#unsent) this.#socket.send(message);
      this.#unsent = [];
      this.#codec.open();
      await this.#opened.promise;
    } catch (thrown) {
      this.#life.abort();
      this.#opening.abort();
      throw this.#fault ?? thrown;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    // The caller gets the connection before the first event.
    setImmediate(() => {
      const told = this.#untold ?? [];
      this.#untold = undefined;
      for (const each of told) this.#hand(each);
    });
  }

  // What the caller says.

  sendAudio(frame: Uint8Array): void {
    if (this.#state === 'open') this.#codec.audio(frame);
  }

  bufferedBytes(): number {
    return this.#socket?.bufferedBytes() ?? 0;
  }

  commit(): void {
    if (this.#asked()) this.#codec.commit();
  }

  sendText(text: string): void {
    if (this.#state === 'open') this.#codec.text(text);
  }

  sendToolResult(result: Parameters<VoiceCodec['toolResult']>[0]): void {
    if (this.#asked()) this.#codec.toolResult(result);
  }

  interrupt(playedMs?: number): void {
    if (this.#state === 'open') this.#codec.interrupt(playedMs);
  }

  async close(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.#watch.await(false);
      if (this.#codec.goodbye !== undefined) {
        this.#codec.goodbye();
        await this.#parts.wait(LAST_WORDS_MS, this.#lastWords.signal).catch(() => {});
      }
      this.#socket?.close();
    }
    await this.#ended.promise;
  }

  // What the codec says.

  send(message: string | Uint8Array): void {
    this.#watch.sent();
    if (this.#socket === undefined) this.#unsent.push(message);
    else this.#socket.send(message);
  }

  audio(bytes: Uint8Array): void {
    if (this.#state !== 'ended') this.#tell(bytes);
  }

  emit(event: VoiceEvent): void {
    if (this.#state === 'ended') return;
    this.#note(event);
    // An error before the session is there is the answer to its opening.
    if (this.#state === 'opening' && event.type === 'error') this.fail(event.error);
    else if (event.type !== 'user-transcript' || event.text !== '') this.#tell(event);
  }

  ready(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#watch.ready();
    this.#opened.resolve();
  }

  pulse(): void {
    this.#isPulse = true;
  }

  idle(): void {
    this.#watch.await(false);
  }

  fail(error: ProviderError): void {
    if (this.#state === 'ended' || this.#fault !== undefined) return;
    this.#fault = error;
    if (this.#state === 'opening') {
      this.#opened.reject(error);
      this.#opening.abort(error);
      return;
    }
    this.#state = 'closing';
    this.#socket?.close();
  }

  over(): void {
    this.#lastWords.abort();
  }

  // What the provider says.

  #hear(data: string | Uint8Array, sound: Uint8Array | undefined): void {
    const before = this.#lastError;
    this.#isPulse = false;
    try {
      this.#receive(data, sound);
    } catch (thrown) {
      if (thrown instanceof Unreadable || thrown instanceof SyntaxError) this.#unreadable();
      else this.fail(asProviderError(thrown));
      return;
    }
    if (this.#isPulse) return;
    this.#watch.heard();
    // An error goes with the end of the connection only when nothing else came between them.
    if (this.#lastError === before) this.#lastError = undefined;
  }

  #receive(data: string | Uint8Array, sound: Uint8Array | undefined): void {
    if (typeof data !== 'string') {
      this.#codec.receiveBytes?.(data);
      return;
    }
    const message = record(JSON.parse(data));
    if (message === undefined) throw new Unreadable('No object');
    this.#codec.receive(message, sound);
  }

  #unreadable(): void {
    const error = this.#error('bad_response', `${this.provider} sent a message that could not be understood.`);
    if (this.#watch.garbage()) this.fail(error);
    else if (this.#state !== 'opening') this.#tell({ type: 'error', error });
  }

  #stalled(): void {
    const error = this.#error('timeout', `${this.provider} went silent in the middle of a turn.`);
    // What is only written down can go on with what is said next.
    if (this.#parts.request.mode === 'transcribe') this.#tell({ type: 'error', error });
    else this.fail(error);
  }

  #finish(end: SocketEnd): void {
    if (this.#state === 'ended') return;
    const isOurs = this.#state === 'closing' && this.#fault === undefined;
    const wasOpening = this.#state === 'opening';
    this.#codec.flush?.();
    this.#state = 'ended';
    this.#life.abort();
    this.#lastWords.abort();
    if (wasOpening) this.#opened.reject(this.#reasonFor(end));
    else this.#tell(isOurs ? { type: 'closed' } : { type: 'closed', error: this.#reasonFor(end) });
    this.#ended.resolve();
  }

  #reasonFor(end: SocketEnd): ProviderError {
    const ended = `${this.provider} ended the session${end.reason === '' ? '' : `: ${end.reason}`}.`;
    const known = this.#fault ?? this.#codec.endError?.(end) ?? this.#lastError ?? end.error;
    return known ?? this.#error('network', quoted(ended));
  }

  #error(code: ErrorCode, message: string): ProviderError {
    return new ProviderError(code, { provider: this.provider, message });
  }

  /** True while the provider listens: it owes us an answer from now on. */
  #asked(): boolean {
    if (this.#state !== 'open') return false;
    this.#watch.await(true);
    return true;
  }

  #note(event: VoiceEvent): void {
    const { mode } = this.#parts.request;
    switch (event.type) {
      case 'speech-stopped':
        if (mode === 'converse') this.#watch.await(true);
        return;
      case 'user-transcript':
        if (mode === 'transcribe' && event.isFinal) this.#watch.await(false);
        return;
      case 'turn-done':
      case 'interrupted':
      // The provider now waits for us.
      case 'tool-request':
        this.#watch.await(false);
        return;
      case 'error':
        this.#watch.await(false);
        this.#lastError = event.error;
    }
  }

  #tell(heard: VoiceEvent | Uint8Array): void {
    if (this.#untold === undefined) this.#hand(heard);
    else this.#untold.push(heard);
  }

  /** A listener that fails ends its own connection, not the process. */
  #hand(heard: VoiceEvent | Uint8Array): void {
    try {
      if (heard instanceof Uint8Array) this.#listener.audio(heard);
      else this.#listener.event(heard);
    } catch (thrown) {
      this.fail(asProviderError(thrown));
    }
  }
}
