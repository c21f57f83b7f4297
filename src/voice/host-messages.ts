import type { IncomingHttpHeaders } from 'node:http';
import type { RunOptions } from '../core/app.ts';
import type { ErrorData } from '../core/error-data.ts';
import type { Principal, Progress } from '../core/tool.ts';
import type { VoiceRequest } from '../core/voice.ts';
import type { OpenVoice, VoiceInput, VoiceSessions } from '../core/voice-sessions.ts';

/** What is asked of the sessions of another process, with who asks. */
export type HostRequest =
  | { readonly method: 'open'; readonly request: OpenVoice; readonly options: RunOptions }
  | { readonly method: 'send'; readonly sessionId: string; readonly input: VoiceInput }
  | { readonly method: 'poll'; readonly sessionId: string; readonly cursor: number; readonly waitMs: number }
  | { readonly method: 'close'; readonly sessionId: string; readonly isCancelled: boolean }
  | { readonly method: 'transcript'; readonly sessionId: string }
  | { readonly method: 'token'; readonly request: Omit<VoiceRequest, 'model'>; readonly options: RunOptions }
  | { readonly method: 'shutdown' };

/** What each method answers. */
export type HostAnswer<Method extends HostRequest['method']> = Awaited<ReturnType<VoiceSessions[Method]>>;

export type SentCall = {
  readonly principal: Principal;
  readonly callId: string;
  readonly tool: string;
  readonly base: string | undefined;
  /** Somebody listens to progress. */
  readonly isWatched: boolean;
};

/** Messages to the process of the sessions. With `stream` goes the connection itself. */
export type ToHost =
  | { readonly kind: 'call'; readonly id: number; readonly request: HostRequest; readonly call: SentCall }
  | { readonly kind: 'cancel'; readonly id: number }
  | {
      readonly kind: 'stream';
      readonly id: number;
      readonly ticket: string;
      readonly after: number | undefined;
      readonly headers: IncomingHttpHeaders;
      readonly head: Uint8Array;
    }
  /** The connection that was `taken` is no longer read by the process that gave it. */
  | { readonly kind: 'go'; readonly id: number };

/** Messages from it. Each call is answered once, by `done` or `failed`. */
export type FromHost =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorData }
  | { readonly kind: 'update'; readonly uri: string; readonly principal: Principal }
  | { readonly kind: 'taken'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly update: Progress };
