import type { ConnectOptions, Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { SocketEnd } from '../../core/socket.ts';
import type { VoiceEvent, VoiceItem, VoiceRecovery, VoiceRequest, VoiceToken } from '../../core/voice.ts';
import type { Json } from '../read.ts';

/** What a codec may do with the connection it speaks on. Nothing here waits. */
export type VoiceLine = {
  readonly provider: string;
  send(message: string | Uint8Array): void;
  /** Sound of the reply. */
  audio(bytes: Uint8Array): void;
  emit(event: VoiceEvent): void;
  /** The provider has taken the settings: audio may flow. */
  ready(): void;
  /** What is being read only shows that the line lives, not that a reply is being made. */
  pulse(): void;
  /** Nothing is owed to us, although we asked. */
  idle(): void;
  /** Ends the connection for a reason that the provider gave. */
  fail(error: ProviderError): void;
  /** After `goodbye`: all that was to come has come. */
  over(): void;
};

/**
 * One live protocol on one connection: a state machine that turns what we want into messages and messages into events. It
 * runs for every 20 ms of sound, both ways, so it copies nothing it need not.
 */
export type VoiceCodec = {
  /** Hz. Settled once the line is ready. */
  readonly audioIn: number;
  readonly audioOut: number;
  /** Says what comes first, once the socket is open. */
  open(): void;
  audio(frame: Uint8Array): void;
  commit(): void;
  /** A part of the user's turn, which `commit` ends. */
  text(text: string): void;
  toolResult(result: { readonly id: string; readonly name: string; readonly output: string }): void;
  interrupt(playedMs: number | undefined): void;
  /** Takes the sound out of a message that has some, for `receive`. See `createLift`. */
  readonly lift?: ConnectOptions['lift'];
  /** Reads one message; `sound` was lifted out of it. Throws `Unreadable`. */
  receive(message: Json, sound?: Uint8Array): void;
  /** Binary messages. Where absent they hold text too, as Google's do. */
  receiveBytes?(bytes: Uint8Array): void;
  /** Told about once a second how long nothing came, for a protocol that does not say when something has ended. */
  lull?(quietMs: number): void;
  /** The connection is lost: tells what was fixed and not told yet. */
  flush?(): void;
  /** What to say when we have been silent for so long. */
  readonly keepAlive?: { readonly everyMs: number; say(): void };
  /** Absent where closing the socket is all there is to say. */
  goodbye?(): void;
  /** What a close code of the provider's own means. */
  endError?(end: SocketEnd): ProviderError | undefined;
};

export type VoiceOpening = {
  readonly path: string;
  readonly host?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  /** The path is a whole address that an answer of the provider named. */
  readonly isNamed?: boolean;
  /** What the opening calls the session, where the messages after it have to name it. */
  readonly session?: string;
} & Pick<ConnectOptions, 'eventStream' | 'decodeError'>;

export type VoiceContext = {
  readonly endpoint: Endpoint;
  readonly signal: AbortSignal;
  readonly resume?: string;
  readonly history?: readonly VoiceItem[];
};

/** How one protocol is opened and spoken. */
export type VoiceFamily = {
  readonly recovery: VoiceRecovery;
  /** True when it refuses audio that comes faster than it was spoken. */
  readonly isPaced?: boolean;
  opening(request: VoiceRequest, context: VoiceContext): VoiceOpening | Promise<VoiceOpening>;
  codec(request: VoiceRequest, line: VoiceLine, context: VoiceContext & { readonly place: VoiceOpening }): VoiceCodec;
  token?(request: VoiceRequest, context: Pick<VoiceContext, 'endpoint' | 'signal'>): Promise<VoiceToken>;
};

/** A message of a known kind that lacks what its kind must have. */
export class Unreadable extends Error {}

/** The text of a field. Throws `Unreadable` where there is none. */
export function textOf(message: Json, field: string): string {
  const value = message[field];
  if (typeof value === 'string') return value;
  throw new Unreadable(`${field} is no text`);
}

/** The bytes of a base64 field, or what was lifted out of it. Throws `Unreadable` where it has none. */
export function audioOf(message: Json, field: string, lifted?: Uint8Array): Uint8Array {
  const value = textOf(message, field);
  if (value === '' && lifted !== undefined) return lifted;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 0 && value !== '') throw new Unreadable(`${field} is no base64`);
  return bytes;
}

/** Bytes as base64, without a copy. */
export const base64Of = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** So much silence ends a turn wherever pauses do. */
export const silence = (rate: number, ms = 1_500): Uint8Array => new Uint8Array(Math.round((rate * ms) / 1000) * 2);

/** The caller's rate where it is among those that a provider takes, else the provider's own. */
export const rateOf = ({ preferredRate }: VoiceRequest, rates: readonly number[], own: number): number =>
  preferredRate !== undefined && rates.includes(preferredRate) ? preferredRate : own;

/**
 * Ends the user's turns by silence, for an agent that finds them itself. It owes no reply to a turn that it has heard
 * already, so that none is missed.
 */
export function pauses(line: VoiceLine, send: () => void) {
  let hasAudio = false;
  let isHeard = false;
  return {
    audio: (): void => {
      hasAudio = true;
    },
    heard: (): void => {
      isHeard = true;
    },
    end: (): void => {
      if (hasAudio) send();
      if (!hasAudio || isHeard) line.idle();
      hasAudio = false;
      isHeard = false;
    },
  };
}

/** What a protocol that only writes down does with the rest. */
export const listening = (line: VoiceLine): Pick<VoiceCodec, 'text' | 'toolResult' | 'interrupt' | 'audioOut'> => ({
  audioOut: 24_000,
  text: () => {
    const message = `${line.provider} only listens here: there is nobody to read a text.`;
    line.emit({ type: 'error', error: new ProviderError('unsupported', { provider: line.provider, message }) });
  },
  toolResult: () => {},
  interrupt: () => {},
});
