import type { VoiceRequest } from '../../core/voice.ts';
import { answerError } from '../../http/errors.ts';
import { count, defined, type Json, text } from '../read.ts';
import { answered } from './answered.ts';
import { listening, silence, textOf, type VoiceCodec, type VoiceFamily, type VoiceLine } from './codec.ts';
import { shortLanguage } from './openai-sessions.ts';

const RATE = 16_000;
/** Turns came with this version of the API; the others are asked for an older one. */
const VERSION = '2026-03-01';
const TOKEN_SECONDS = 600;

const failed = (line: VoiceLine, message: Json): void => {
  const words = text(message.message) ?? text(message.error) ?? text(message.title);
  const code = text(message.error_code) ?? count(message.status_code)?.toString();
  line.emit({ type: 'error', error: answerError(line.provider, defined({ message: words, code }), true) });
};

/** Turns are found by the service; each message says the whole of the turn. */
function turnsCodec(line: VoiceLine, rate: number): VoiceCodec {
  let hasAudio = false;
  return {
    ...listening(line),
    audioIn: rate,
    open: () => {},
    audio: (frame) => {
      hasAudio = true;
      line.send(frame);
    },
    commit: () => {
      if (hasAudio) line.send(silence(rate));
      hasAudio = false;
      // The text of it may have come before.
      line.idle();
    },
    receive: (message) => {
      switch (textOf(message, 'type')) {
        case 'connected':
          return line.ready();
        case 'turn.start':
          line.emit({ type: 'speech-started' });
          return;
        case 'turn.update':
        case 'turn.eager_end':
          line.emit({ type: 'user-transcript', text: textOf(message, 'transcript').trim(), isFinal: false });
          return;
        case 'turn.end':
          line.emit({ type: 'speech-stopped' });
          line.emit({ type: 'user-transcript', text: textOf(message, 'transcript').trim(), isFinal: true });
          return;
        case 'error':
          return failed(line, message);
      }
    },
    goodbye: () => line.send('{"type":"close"}'),
  };
}

/** Turns are ours to end: final pieces add up, spaces included, until what was asked for has been flushed. */
function manualCodec(line: VoiceLine, rate: number): VoiceCodec {
  let fixed = '';
  const finish = (): void => {
    const said = fixed.trim();
    fixed = '';
    line.emit({ type: 'user-transcript', text: said, isFinal: true });
  };
  return {
    ...listening(line),
    audioIn: rate,
    // It sends nothing before the first words.
    open: () => line.ready(),
    audio: (frame) => line.send(frame),
    commit: () => line.send('finalize'),
    receive: (message) => {
      switch (textOf(message, 'type')) {
        case 'transcript': {
          const heard = textOf(message, 'text');
          if (message.is_final === true) fixed += heard;
          const soFar = message.is_final === true ? fixed : fixed + heard;
          line.emit({ type: 'user-transcript', text: soFar.trim(), isFinal: false });
          return;
        }
        case 'flush_done':
          return finish();
        case 'done':
          if (fixed !== '') finish();
          return line.over();
        case 'error':
          return failed(line, message);
      }
    },
    goodbye: () => line.send('done'),
    flush: () => {
      if (fixed !== '') finish();
    },
  };
}

/** Only Ink 2 finds turns by itself. */
const findsTurns = ({ model, turnDetection }: VoiceRequest): boolean =>
  turnDetection !== 'none' && !model.startsWith('ink-whisper');

/** Cartesia's live transcription. */
export const cartesiaLive: VoiceFamily = {
  recovery: 'reopen',
  opening: (request) => ({
    headers: { 'Cartesia-Version': VERSION },
    path: findsTurns(request) ? '/stt/turns/websocket' : '/stt/websocket',
    query: {
      model: request.model,
      encoding: 'pcm_s16le',
      sample_rate: String(request.preferredRate ?? RATE),
      ...(request.language !== undefined &&
        !findsTurns(request) && { language: shortLanguage(request.language) ?? '' }),
    },
  }),
  codec: (request, line) => (findsTurns(request) ? turnsCodec : manualCodec)(line, request.preferredRate ?? RATE),
  token: async (request, { endpoint, signal }) => {
    const body = { grants: { stt: true }, expires_in: TOKEN_SECONDS };
    const answer = await answered(endpoint, endpoint.send('/access-token', body, { signal }));
    const url = `wss://api.cartesia.ai/stt/turns/websocket?model=${encodeURIComponent(request.model)}`;
    return { token: answer.text('token'), url, ...answer.expiresIn('expires_in', TOKEN_SECONDS) };
  },
};
