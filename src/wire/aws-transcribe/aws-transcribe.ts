import { systemClock } from '../../core/clock.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { TranscribeRequest } from '../../core/transcribe.ts';
import { readFrame } from '../../http/eventstream.ts';
import { encodeFrame } from '../../http/eventstream-encode.ts';
import { readAwsFailure } from '../aws-error.ts';
import { exchange, piecesOf } from '../socket-exchange.ts';
import { dropped, regionalLanguage } from '../transcribe-wishes.ts';
import { transcription } from '../transcription.ts';
import { wavSound } from '../wav.ts';
import { transcriptReader } from './decode.ts';

const RATE = 16_000;
/** A fifth of a second: what AWS advises for one event. */
const PIECE_BYTES = (RATE * 2) / 5;
/** The service listens to a stream for four hours at most. */
const LONGEST_S = 4 * 3600 - 60;
const AUDIO = { ':content-type': 'application/octet-stream', ':event-type': 'AudioEvent', ':message-type': 'event' };

/** Languages are named with their region. The first of these is looked for where none is told: one a language. */
const LOCALES = ['en-US', 'es-US', 'fr-FR', 'de-DE', 'it-IT', 'pt-BR', 'ja-JP', 'ko-KR', 'zh-CN', 'hi-IN', 'th-TH'];

const localeOf = (language: string): string =>
  language.includes('-')
    ? language
    : (LOCALES.find((one) => one.startsWith(`${language}-`)) ?? regionalLanguage(language));

export function encodeQuery(
  request: TranscribeRequest,
  rate: number,
): { readonly query: Readonly<Record<string, string>>; readonly notes: readonly string[] } {
  const { language, diarize } = request;
  return {
    query: {
      ...(language === undefined
        ? { 'identify-language': 'true', 'language-options': LOCALES.join(',') }
        : { 'language-code': localeOf(language) }),
      'media-encoding': 'pcm',
      'sample-rate': String(rate),
      ...(diarize === true && { 'show-speaker-label': 'true' }),
    },
    notes: [
      ...dropped(request, { prompt: true }),
      ...(language === undefined ? [`language was looked for among ${LOCALES.join(', ')}`] : []),
    ],
  };
}

/**
 * Amazon Transcribe over its socket: jobs read their audio from S3 alone. The audio goes in frames of an event stream, the
 * last one empty.
 */
export const awsTranscribe =
  (): CapabilityFactory<'transcribe'> =>
  (endpoint, { wait = systemClock.sleep }) => ({
    intake: () => ({ formats: ['wav'], rate: RATE, maxSeconds: LONGEST_S }),
    async transcribe(request, { signal }) {
      const { provider } = endpoint;
      const { bytes, rate } = wavSound(request.audio.bytes, provider);
      const { query, notes } = encodeQuery(request, rate);
      const reader = transcriptReader(provider);
      await exchange(endpoint, {
        path: '/stream-transcription-websocket',
        host: 'transcribe',
        query,
        signal,
        wait,
        decodeError: readAwsFailure,
        messages: frames(bytes),
        onMessage: (data) => {
          if (typeof data !== 'string') reader.read(readFrame(data, provider));
          return false;
        },
      });
      const durationS = bytes.byteLength / 2 / rate;
      return transcription({ durationS, ...reader.heard() }, request, notes);
    },
  });

function* frames(bytes: Uint8Array): Generator<Uint8Array> {
  for (const piece of piecesOf(bytes, PIECE_BYTES)) yield encodeFrame(AUDIO, piece);
  yield encodeFrame(AUDIO, new Uint8Array());
}
