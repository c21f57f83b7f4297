import { type ErrorCode, ProviderError } from '../../core/errors.ts';
import type { SocketEnd } from '../../core/socket.ts';
import { answerError } from '../../http/errors.ts';
import { count, defined, type Json, text } from '../read.ts';
import { answered } from './answered.ts';
import { listening, rateOf, textOf, type VoiceCodec, type VoiceFamily, type VoiceLine } from './codec.ts';
import { createFramer } from './framer.ts';

const RATES: readonly number[] = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];
const RATE = 16_000;
/** It refuses frames below 50 and above 1000 ms. */
const FRAME_MS = { usual: 100, least: 50 };
const TOKEN_SECONDS = 600;

const CLOSE_CODES: Readonly<Record<number, ErrorCode>> = {
  1008: 'auth_rejected',
  3005: 'overloaded',
  3006: 'bad_request',
  3007: 'bad_request',
  3008: 'timeout',
  3009: 'rate_limited',
};

/** What AssemblyAI's close codes mean, in both its live services. */
export function assemblyaiEnd(provider: string, { code, reason }: SocketEnd): ProviderError | undefined {
  const meaning = CLOSE_CODES[code];
  if (meaning === undefined) return undefined;
  return new ProviderError(meaning, { provider, message: `${provider} closed the connection (${code}): ${reason}` });
}

/** A turn is told whole each time: as heard, once more when it has ended, and once more in written form. */
function streamingCodec(line: VoiceLine, rate: number): VoiceCodec {
  const framer = createFramer(rate, FRAME_MS, (frame) => line.send(frame));
  /** A turn that has ended and whose written form may still come. */
  let ended: { readonly order: unknown; readonly transcript: string; readonly language?: string } | undefined;
  const finish = (): void => {
    if (ended === undefined) return;
    const { transcript, language } = ended;
    ended = undefined;
    line.emit({ type: 'speech-stopped' });
    line.emit({
      type: 'user-transcript',
      text: transcript,
      isFinal: true,
      ...(language !== undefined && { language }),
    });
  };
  return {
    ...listening(line),
    audioIn: rate,
    open: () => {},
    audio: framer.push,
    commit: () => {
      framer.flush();
      line.send('{"type":"ForceEndpoint"}');
    },
    receive: (message: Json) => {
      switch (textOf(message, 'type')) {
        case 'Begin':
          return line.ready();
        case 'Turn': {
          const transcript = textOf(message, 'transcript');
          const order = message.turn_order;
          if (ended !== undefined && ended.order !== order) finish();
          if (message.end_of_turn === true) {
            const language = text(message.language_code);
            ended = { order, transcript, ...(language !== undefined && { language }) };
          }
          if (ended !== undefined && message.turn_is_formatted === true) return finish();
          line.emit({ type: 'user-transcript', text: transcript, isFinal: false });
          return;
        }
        case 'SpeechStarted':
          line.emit({ type: 'speech-started' });
          return;
        case 'Termination': {
          finish();
          const seconds = count(message.session_duration_seconds);
          if (seconds !== undefined) line.emit({ type: 'usage', usage: { seconds } });
          return line.over();
        }
        case 'Error': {
          const reading = defined({ message: text(message.error) });
          line.emit({ type: 'error', error: answerError(line.provider, reading, true) });
        }
      }
    },
    goodbye: () => {
      framer.flush();
      line.send('{"type":"Terminate"}');
    },
    flush: finish,
    endError: (end) => assemblyaiEnd(line.provider, end),
  };
}

/** AssemblyAI's universal streaming (v3), which takes sound no faster than it was spoken. */
export const assemblyaiStreaming: VoiceFamily = {
  recovery: 'reopen',
  isPaced: true,
  opening: (request) => ({
    path: '/v3/ws',
    host: 'streaming',
    query: {
      sample_rate: String(rateOf(request, RATES, RATE)),
      encoding: 'pcm_s16le',
      speech_model: request.model,
      format_turns: 'true',
      ...(request.vad?.threshold !== undefined && { vad_threshold: String(request.vad.threshold) }),
      ...(request.vad?.silenceMs !== undefined && { min_turn_silence: String(Math.round(request.vad.silenceMs)) }),
    },
  }),
  codec: (request, line) => streamingCodec(line, rateOf(request, RATES, RATE)),
  token: async (request, { endpoint, signal }) => {
    const query = { expires_in_seconds: String(TOKEN_SECONDS) };
    const sent = endpoint.send('/v3/token', undefined, { signal, host: 'streaming', query });
    const answer = await answered(endpoint, sent);
    const url = `wss://streaming.assemblyai.com/v3/ws?speech_model=${encodeURIComponent(request.model)}&sample_rate=16000`;
    return { token: answer.text('token'), url, ...answer.expiresIn('expires_in_seconds', TOKEN_SECONDS) };
  },
};
