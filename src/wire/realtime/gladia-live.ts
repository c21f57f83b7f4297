import type { VoiceRequest } from '../../core/voice.ts';
import { answerError } from '../../http/errors.ts';
import { defined, type Json, record, text } from '../read.ts';
import { answered } from './answered.ts';
import {
  listening,
  rateOf,
  silence,
  textOf,
  Unreadable,
  type VoiceCodec,
  type VoiceContext,
  type VoiceFamily,
  type VoiceLine,
} from './codec.ts';
import { shortLanguage } from './openai-sessions.ts';

const RATES: readonly number[] = [8_000, 16_000, 32_000, 44_100, 48_000];
const RATE = 16_000;
const SECONDS = { least: 0.01, most: 10 };

const settings = (request: VoiceRequest): Json => {
  const language = shortLanguage(request.language);
  const silenceS = request.vad?.silenceMs === undefined ? undefined : request.vad.silenceMs / 1000;
  return defined({
    encoding: 'wav/pcm',
    bit_depth: 16,
    sample_rate: rateOf(request, RATES, RATE),
    channels: 1,
    model: request.model,
    endpointing: silenceS === undefined ? undefined : Math.min(SECONDS.most, Math.max(SECONDS.least, silenceS)),
    language_config: language === undefined ? undefined : { languages: [language], code_switching: false },
    messages_config: {
      receive_partial_transcripts: true,
      receive_final_transcripts: true,
      receive_speech_events: true,
      receive_acknowledgments: false,
      receive_lifecycle_events: true,
    },
  });
};

/** A session is made first; its address holds its own token and serves again after a drop. */
const addressOf = async (request: VoiceRequest, { endpoint, signal, resume }: VoiceContext): Promise<string> =>
  resume ?? (await answered(endpoint, endpoint.send('/v2/live', settings(request), { signal }))).text('url');

function gladiaCodec(line: VoiceLine, rate: number, address: string): VoiceCodec {
  let hasAudio = false;
  return {
    ...listening(line),
    audioIn: rate,
    open: () => {
      line.emit({ type: 'resumable', handle: address });
      line.ready();
    },
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
        case 'transcript': {
          const data = record(message.data);
          const utterance = record(data?.utterance);
          if (utterance === undefined) throw new Unreadable('utterance is missing');
          const language = text(utterance.language);
          line.emit({
            type: 'user-transcript',
            text: textOf(utterance, 'text').trim(),
            isFinal: data?.is_final === true,
            ...(language !== undefined && { language }),
          });
          return;
        }
        case 'speech_start':
          line.emit({ type: 'speech-started' });
          return;
        case 'speech_end':
          line.emit({ type: 'speech-stopped' });
          return;
        case 'end_session':
          return line.over();
        case 'error': {
          const error = record(message.error) ?? record(message.data) ?? message;
          line.emit({
            type: 'error',
            error: answerError(line.provider, defined({ message: text(error.message) }), true),
          });
        }
      }
    },
    goodbye: () => line.send('{"type":"stop_recording"}'),
  };
}

/** Gladia's live transcription. */
export const gladiaLive: VoiceFamily = {
  recovery: 'resume',
  opening: async (request, context) => ({ path: await addressOf(request, context), isNamed: true }),
  codec: (request, line, { place }) => gladiaCodec(line, rateOf(request, RATES, RATE), place.path),
  token: async (request, { endpoint, signal }) => {
    const url = await addressOf(request, { endpoint, signal });
    return { token: URL.parse(url)?.searchParams.get('token') ?? url, url };
  },
};
