import type { VoiceRequest } from '../../core/voice.ts';
import { answerError } from '../../http/errors.ts';
import { defined, text } from '../read.ts';
import { answered } from './answered.ts';
import { base64Of, listening, rateOf, textOf, type VoiceCodec, type VoiceFamily, type VoiceLine } from './codec.ts';

const RATES: readonly number[] = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];
const RATE = 16_000;

/** Words of its errors, as the shared reading of errors knows them. */
const CODES: Readonly<Record<string, string>> = {
  auth_error: 'authentication_error',
  quota_exceeded: 'insufficient_quota',
  rate_limited: 'rate_limit_error',
  queue_overflow: 'overloaded',
  resource_exhausted: 'overloaded',
  transcriber_error: 'server_error',
  session_time_limit_exceeded: 'timeout_error',
  unaccepted_terms_error: 'permission_error',
  input_error: 'bad_request',
  chunk_size_exceeded: 'bad_request',
};

function scribeCodec(request: VoiceRequest, line: VoiceLine, previous: string): VoiceCodec {
  const rate = rateOf(request, RATES, RATE);
  const head = '{"message_type":"input_audio_chunk","audio_base_64":"';
  const tail = `","commit":false,"sample_rate":${rate}}`;
  let hasAudio = false;
  let isLeaving = false;
  /** Goes with the first sound, so that a new connection knows what was said on the lost one. */
  let context = previous;
  const commit = (): void => {
    hasAudio = false;
    line.send(`${head}","commit":true,"sample_rate":${rate}}`);
  };
  return {
    ...listening(line),
    audioIn: rate,
    open: () => {},
    audio: (frame) => {
      hasAudio = true;
      if (context === '') line.send(head + base64Of(frame) + tail);
      else {
        line.send(`${head}${base64Of(frame)}${tail.slice(0, -1)},"previous_text":${JSON.stringify(context)}}`);
        context = '';
      }
    },
    commit: () => {
      if (hasAudio) commit();
      else line.idle();
    },
    receive: (message) => {
      const type = textOf(message, 'message_type');
      switch (type) {
        case 'session_started':
          return line.ready();
        case 'partial_transcript':
          line.emit({ type: 'user-transcript', text: textOf(message, 'text'), isFinal: false });
          return;
        case 'committed_transcript':
          line.emit({ type: 'user-transcript', text: textOf(message, 'text'), isFinal: true });
          if (isLeaving) line.over();
          return;
        // Says nothing that was not committed.
        case 'commit_throttled':
        case 'insufficient_audio_activity':
          return line.idle();
        default: {
          const kind = text(message.error_type) ?? type;
          if (type !== 'error' && CODES[type] === undefined) return;
          const reading = defined({ message: text(message.error), code: CODES[kind] ?? kind });
          line.emit({ type: 'error', error: answerError(line.provider, reading, true) });
        }
      }
    },
    goodbye: () => {
      isLeaving = true;
      if (hasAudio) commit();
      else line.over();
    },
  };
}

const query = (request: VoiceRequest): Record<string, string> => ({
  model_id: request.model,
  audio_format: `pcm_${rateOf(request, RATES, RATE)}`,
  commit_strategy: request.turnDetection === 'none' ? 'manual' : 'vad',
  ...(request.language !== undefined && { language_code: request.language }),
  ...(request.vad?.threshold !== undefined && { vad_threshold: String(request.vad.threshold) }),
  ...(request.vad?.silenceMs !== undefined && { vad_silence_threshold_secs: String(request.vad.silenceMs / 1000) }),
});

/** ElevenLabs' live Scribe. */
export const elevenlabsLive: VoiceFamily = {
  recovery: 'reopen',
  opening: (request) => ({ path: '/v1/speech-to-text/realtime', query: query(request) }),
  codec: (request, line, { history = [] }) =>
    scribeCodec(
      request,
      line,
      history
        .map(({ text: said }) => said)
        .join(' ')
        .slice(-500),
    ),
  token: async (_request, { endpoint, signal }) => {
    const sent = endpoint.send('/v1/single-use-token/realtime_scribe', undefined, { signal, method: 'POST' });
    const token = (await answered(endpoint, sent)).text('token');
    return { token, url: 'wss://api.elevenlabs.io/v1/speech-to-text/realtime' };
  },
};
