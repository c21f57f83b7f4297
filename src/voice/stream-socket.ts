import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { VoiceLogEvent, VoiceStream, VoiceStreamEvent, VoiceStreamSink } from '../core/voice-sessions.ts';
import { serverFrame } from '../core/web-socket-frame.ts';
import { type FrameReceiver, OPEN, openFrameLane } from '../core/web-socket-lane.ts';
import { encodeEvent, encodeReady, readCommand, type StreamCommand } from './stream-messages.ts';

export type OpenParts = {
  readonly socket: WebSocket;
  /** Below the WebSocket: sound is written past it. */
  readonly raw: Socket;
  readonly stream: VoiceStream;
  /** What the client has not been told yet. */
  readonly missed: Promise<readonly VoiceLogEvent[]>;
  /** The client wants the session to end. */
  readonly onEnd: () => void;
  /** Once, when the connection is gone. */
  readonly onClosed: () => void;
};

/** Twenty seconds of audio at 24 kHz in one frame is nobody's microphone. */
export const MOST_FRAME_BYTES = 1_048_576;
/** Above this the sink wants to hear when it has been sent, because audio may be held back. */
const WATCHED_BYTES = 8_192;
const OVER = 1000;
/** Of the range that applications may use. */
const REPLACED = 4409;

/** One client's connection to a session's sound: binary frames are audio, text frames are commands and events. */
export class StreamSocket implements VoiceStreamSink, FrameReceiver {
  #socket: WebSocket | undefined;
  #raw: Socket | undefined;
  #stream: VoiceStream | undefined;
  #onEnd: (() => void) | undefined;
  /** What came before the client could be told. */
  #held: (Uint8Array | VoiceStreamEvent)[] | undefined = [];
  #hasEnded = false;
  #isAlive = true;

  /** Begins to speak: `ready`, the events that the client has missed, then what happens. */
  open({ socket, raw, stream, missed, onEnd, onClosed }: OpenParts): void {
    this.#socket = socket;
    this.#raw = raw;
    this.#stream = stream;
    this.#onEnd = onEnd;
    socket.on('message', (data: Buffer, isBinary) => this.frame(data, isBinary));
    openFrameLane({ socket, raw, isMasked: true, takesText: false, maxBytes: MOST_FRAME_BYTES, receiver: this });
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    // A connection that breaks is a client that left; `close` follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      stream.detach();
      onClosed();
    });
    socket.send(encodeReady(stream));
    missed.then(
      (events) => this.#catchUp(events),
      () => this.#catchUp([]),
    );
  }

  /** Another connection took the place of this one. */
  replace(): void {
    this.#stream?.detach();
    this.#close(REPLACED, 'Another connection took over');
  }

  /** Ends a connection that answers no ping; else sends one. */
  beat(): void {
    if (!this.#isAlive) return void this.#socket?.terminate();
    this.#isAlive = false;
    this.#socket?.ping();
  }

  frame(payload: Buffer, isBinary: boolean): void {
    this.#isAlive = true;
    if (isBinary) {
      if (payload.byteLength % 2 === 0) this.#stream?.sendAudio(payload);
      else this.#refuse('A sample has two bytes.');
      return;
    }
    const command = readCommand(payload.toString('utf8'));
    if (typeof command === 'string') this.#refuse(command);
    else this.#obey(command);
  }

  send(message: Uint8Array | VoiceStreamEvent): void {
    if (this.#held === undefined) this.#write(message);
    else this.#held.push(message);
  }

  bufferedBytes(): number {
    return this.#raw?.writableLength ?? 0;
  }

  end(): void {
    this.#hasEnded = true;
    if (this.#held === undefined) this.#close(OVER, 'The session is over');
  }

  #write(message: Uint8Array | VoiceStreamEvent): void {
    const socket = this.#socket;
    const raw = this.#raw;
    if (socket === undefined || raw === undefined) return;
    if (!(message instanceof Uint8Array)) socket.send(encodeEvent(message));
    else if (socket.readyState === OPEN) {
      // `ws` would write the header apart from the sound, which costs a third more. What it writes itself are whole frames too.
      const isWatched = raw.writableLength + message.byteLength >= WATCHED_BYTES;
      raw.write(serverFrame(message), isWatched ? () => this.#stream?.drained() : undefined);
    }
  }

  #catchUp(missed: readonly VoiceLogEvent[]): void {
    const last = missed.at(-1)?.cursor ?? 0;
    const waiting = this.#held ?? [];
    this.#held = undefined;
    for (const event of missed) this.#write(event);
    for (const message of waiting) {
      if (message instanceof Uint8Array || !('cursor' in message) || message.cursor > last) this.#write(message);
    }
    if (this.#hasEnded) this.#close(OVER, 'The session is over');
  }

  #obey(command: StreamCommand): void {
    if (command.type === 'commit') this.#stream?.commit();
    else if (command.type === 'interrupt') this.#stream?.interrupt(command.playedMs);
    else if (command.type === 'text') this.#stream?.text(command.text);
    else if (command.type === 'tool_result') this.#stream?.toolResult(command);
    else this.#onEnd?.();
  }

  #refuse(message: string): void {
    this.send({ type: 'refused', code: 'invalid_input', message });
  }

  #close(code: number, reason: string): void {
    this.#socket?.close(code, reason);
  }
}
