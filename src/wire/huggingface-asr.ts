import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { audioBlob } from './audio-file.ts';
import { base64 } from './media.ts';
import { type Json, list, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { dropped } from './transcribe-wishes.ts';
import { answerOf, type Heard, spanOf, spans } from './transcription.ts';

/** Other recognisers refuse to be asked for times of phrases. */
const givesTimes = (model: string): boolean => /whisper/i.test(model);

/** The task's own wire: the audio as it is, or base64 beside parameters. */
export function encodeRequest(request: TranscribeRequest): TranscribeCall {
  const { model, audio, timestamps } = request;
  const hasTimes = givesTimes(model) && timestamps !== 'none';
  return {
    // A model is `owner/name`; both are part of the path.
    path: `/models/${model.split('/').map(encodeURIComponent).join('/')}`,
    host: 'inference',
    body: hasTimes ? { inputs: base64(audio), parameters: { return_timestamps: true } } : audioBlob(audio),
    notes: dropped(request, {
      speakers: true,
      times: !givesTimes(model),
      wordTimes: true,
      prompt: true,
      language: true,
    }),
  };
}

export function decodeResponse(body: unknown, provider: string, durationS: number | undefined): Heard {
  const answer = answerOf(body, provider, (one) => typeof one.text === 'string');
  return { text: text(answer.text), segments: spans(records(answer.chunks), (chunk) => chunkOf(chunk, durationS)) };
}

/** `[start, end]`; Whisper leaves the end of the last one open. */
export function chunkOf(chunk: Json, durationS: number | undefined): TranscriptSegment | undefined {
  const [start, end] = list(chunk.timestamp);
  return spanOf({ start, end: end ?? durationS ?? start, text: chunk.text, speaker: chunk.speaker });
}

/** Automatic speech recognition on Hugging Face's own inference. */
export const huggingfaceAsr = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    intake: () => ({ formats: ['flac', 'wav', 'mp3', 'm4a', 'ogg', 'opus', 'webm'] }),
    encode: encodeRequest,
    decode: (body, request, provider) => decodeResponse(body, provider, request.durationS),
  });
