import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { VoiceLogEvent, VoiceStream, VoiceStreamEvent, VoiceStreamSink } from '../core/voice-sessions.ts';
import { serverFrame } from '../core/web-socket-frame.ts';
import { openFrameLane } from '../core/web-socket-lane.ts';
import { encodeEvent, encodeReady, readCommand, type StreamCommand } from './stream-messages.ts';

/** One client's connection to a session's sound: binary frames are audio, text frames are commands and events. */
export type StreamSocket = {
  readonly sink: VoiceStreamSink;
  /** Begins to speak: `ready`, the events that the client has missed, then what happens. */
  open(parts: OpenParts): void;
  /** Another connection took the place of this one. */
  replace(): void;
  /** Ends a connection that answers no ping; else sends one. */
  beat(): void;
};

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

const OPEN = 1;
/** Twenty seconds of audio at 24 kHz in one frame is nobody's microphone. */
export const MOST_FRAME_BYTES = 1_048_576;
/** Above this the sink wants to hear when it has been sent, because audio may be held back. */
const WATCHED_BYTES = 8_192;
const OVER = 1000;
/** Of the range that applications may use. */
const REPLACED = 4409;

export function createStreamSocket(): StreamSocket {
  let parts: OpenParts | undefined;
  /** What came before the client could be told. */
  let held: (Uint8Array | VoiceStreamEvent)[] | undefined = [];
  let hasEnded = false;
  let isAlive = true;

  const drained = (): void => parts?.stream.drained();

  const write = (message: Uint8Array | VoiceStreamEvent): void => {
    if (parts === undefined) return;
    const { socket, raw } = parts;
    if (!(message instanceof Uint8Array)) socket.send(encodeEvent(message));
    else if (socket.readyState === OPEN) {
      // `ws` would write the header apart from the sound, which costs a third more. What it writes itself are whole frames too.
      const isWatched = raw.writableLength + message.byteLength >= WATCHED_BYTES;
      raw.write(serverFrame(message), isWatched ? drained : undefined);
    }
  };

  const close = (code: number, reason: string): void => parts?.socket.close(code, reason);
  const refuse = (message: string): void => sink.send({ type: 'refused', code: 'invalid_input', message });

  const obey = ({ stream, onEnd }: OpenParts, command: StreamCommand): void => {
    if (command.type === 'commit') stream.commit();
    else if (command.type === 'interrupt') stream.interrupt(command.playedMs);
    else if (command.type === 'text') stream.text(command.text);
    else if (command.type === 'tool_result') stream.toolResult(command);
    else onEnd();
  };

  const hear = (data: Buffer, isBinary: boolean): void => {
    if (parts === undefined) return;
    isAlive = true;
    if (isBinary) {
      if (data.byteLength % 2 === 0) parts.stream.sendAudio(data);
      else refuse('A sample has two bytes.');
      return;
    }
    const command = readCommand(data.toString('utf8'));
    if (typeof command === 'string') refuse(command);
    else obey(parts, command);
  };

  const catchUp = (missed: readonly VoiceLogEvent[]): void => {
    const last = missed.at(-1)?.cursor ?? 0;
    const waiting = held ?? [];
    held = undefined;
    for (const event of missed) write(event);
    for (const message of waiting) {
      if (message instanceof Uint8Array || !('cursor' in message) || message.cursor > last) write(message);
    }
    if (hasEnded) close(OVER, 'The session is over');
  };

  const sink: VoiceStreamSink = {
    send(message) {
      if (held === undefined) write(message);
      else held.push(message);
    },
    bufferedBytes: () => parts?.raw.writableLength ?? 0,
    end() {
      hasEnded = true;
      if (held === undefined) close(OVER, 'The session is over');
    },
  };

  return {
    sink,
    open(given) {
      parts = given;
      const { socket, raw, stream, missed, onClosed } = given;
      socket.on('message', hear);
      openFrameLane({ socket, raw, isMasked: true, takesText: false, maxBytes: MOST_FRAME_BYTES, onFrame: hear });
      socket.on('pong', () => {
        isAlive = true;
      });
      // A connection that breaks is a client that left; `close` follows.
      socket.on('error', () => {});
      socket.on('close', () => {
        stream.detach();
        onClosed();
      });
      socket.send(encodeReady(stream));
      missed.then(catchUp, () => catchUp([]));
    },
    replace() {
      parts?.stream.detach();
      close(REPLACED, 'Another connection took over');
    },
    beat() {
      if (!isAlive) return void parts?.socket.terminate();
      isAlive = false;
      parts?.socket.ping();
    },
  };
}
