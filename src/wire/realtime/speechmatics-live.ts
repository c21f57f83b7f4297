import { type ErrorCode, ProviderError } from '../../core/errors.ts';
import type { SocketEnd } from '../../core/socket.ts';
import type { VoiceRequest } from '../../core/voice.ts';
import { answerError } from '../../http/errors.ts';
import { defined, type Json, record, text } from '../read.ts';
import { answered } from './answered.ts';
import { listening, textOf, Unreadable, type VoiceCodec, type VoiceFamily, type VoiceLine } from './codec.ts';

const RATE = 16_000;
const TOKEN_SECONDS = 60;
/** Seconds after which words are fixed: the least delay that the service allows is 0.7. */
const MAX_DELAY_S = 1;
const PAUSE_S = 0.7;

const BY_TYPE: Readonly<Record<string, ErrorCode>> = {
  not_authorised: 'auth_rejected',
  not_allowed: 'forbidden',
  insufficient_funds: 'quota_exhausted',
  quota_exceeded: 'rate_limited',
  timelimit_exceeded: 'quota_exhausted',
  invalid_model: 'not_found',
  invalid_language: 'bad_request',
  invalid_config: 'bad_request',
  invalid_audio_type: 'bad_request',
  invalid_message: 'bad_request',
  protocol_error: 'bad_request',
  data_error: 'bad_request',
  idle_timeout: 'timeout',
  session_timeout: 'timeout',
  session_transfer: 'network',
};
const BY_CLOSE: Readonly<Record<number, ErrorCode>> = {
  4001: 'auth_rejected',
  4003: 'forbidden',
  4004: 'not_found',
  4005: 'rate_limited',
  4006: 'quota_exhausted',
  4013: 'overloaded',
};

const start = (request: VoiceRequest, rate: number): Json => ({
  message: 'StartRecognition',
  audio_format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: rate },
  transcription_config: defined({
    language: request.language ?? 'en',
    model: request.model,
    enable_partials: true,
    max_delay: MAX_DELAY_S,
    conversation_config: {
      end_of_utterance_silence_trigger:
        request.turnDetection === 'none' ? 0 : Math.min(2, (request.vad?.silenceMs ?? PAUSE_S * 1000) / 1000),
    },
  }),
});

/** Speechmatics writes down word by word; an utterance is what stands between two pauses. */
function speechmaticsCodec(request: VoiceRequest, line: VoiceLine, rate: number): VoiceCodec {
  let fixed = '';
  let sent = 0;
  const transcriptOf = (message: Json): string => {
    const metadata = record(message.metadata);
    if (metadata === undefined) throw new Unreadable('metadata is missing');
    return textOf(metadata, 'transcript');
  };
  const finish = (): void => {
    const said = fixed.trim();
    fixed = '';
    line.emit({ type: 'user-transcript', text: said, isFinal: true });
  };
  return {
    ...listening(line),
    audioIn: rate,
    open: () => line.send(JSON.stringify(start(request, rate))),
    audio: (frame) => {
      sent++;
      line.send(frame);
    },
    commit: () => line.send('{"message":"ForceEndOfUtterance"}'),
    receive: (message) => {
      switch (textOf(message, 'message')) {
        case 'RecognitionStarted':
          return line.ready();
        case 'AudioAdded':
        case 'Info':
          return line.pulse();
        case 'AddPartialTranscript':
          line.emit({ type: 'user-transcript', text: (fixed + transcriptOf(message)).trim(), isFinal: false });
          return;
        case 'AddTranscript':
          fixed += transcriptOf(message);
          if (fixed.trim() !== '') line.emit({ type: 'user-transcript', text: fixed.trim(), isFinal: false });
          return;
        case 'EndOfUtterance':
          return finish();
        case 'EndOfTranscript':
          if (fixed.trim() !== '') finish();
          return line.over();
        case 'Error': {
          const type = textOf(message, 'type');
          const words = `${line.provider}: ${text(message.reason) ?? type}`;
          const code = BY_TYPE[type];
          const error =
            code === undefined
              ? answerError(line.provider, defined({ message: text(message.reason) }), true)
              : new ProviderError(code, { provider: line.provider, message: words });
          line.emit({ type: 'error', error });
        }
      }
    },
    goodbye: () => line.send(JSON.stringify({ message: 'EndOfStream', last_seq_no: sent })),
    flush: () => {
      if (fixed.trim() !== '') finish();
    },
    endError: ({ code, reason }: SocketEnd) => {
      const meaning = BY_CLOSE[code];
      if (meaning === undefined) return undefined;
      return new ProviderError(meaning, { provider: line.provider, message: `${line.provider}: ${reason}` });
    },
  };
}

/** Speechmatics' live transcription. */
export const speechmaticsLive: VoiceFamily = {
  recovery: 'reopen',
  opening: () => ({ path: '/v2', host: 'realtime' }),
  codec: (request, line) => speechmaticsCodec(request, line, request.preferredRate ?? RATE),
  token: async (_request, { endpoint, signal }) => {
    const where = { signal, host: 'management', query: { type: 'rt' } };
    const answer = await answered(endpoint, endpoint.send('/v1/api_keys', { ttl: TOKEN_SECONDS }, where));
    const url = 'wss://global.rt.speechmatics.com/v2';
    return { token: answer.text('key_value'), url, ...answer.expiresIn('ttl', TOKEN_SECONDS) };
  },
};
