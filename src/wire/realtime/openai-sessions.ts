import type { TurnDetection, VoiceRequest } from '../../core/voice.ts';
import { defined, type Json } from '../read.ts';

/** Hz, both ways, where a session takes no other. */
export const OPENAI_RATE = 24_000;

/** Makes the `session` of a `session.update` (or of a short-lived key). `rate` is that of the audio, both ways. */
export type SessionShape = (request: VoiceRequest, rate: number) => Json;

export type TranscriberOption = { readonly transcriber: string };

/** OpenAI's `turn_detection`; `null` leaves the turns to `commit`. Meaning-based detection has no times of its own. */
export function turnDetection(
  { turnDetection: kind, vad }: VoiceRequest,
  kinds: readonly TurnDetection[] = ['server_vad', 'semantic_vad'],
): Json | null {
  if (kind === 'none') return null;
  if (kind === 'semantic_vad' && kinds.includes(kind)) return { type: kind };
  return defined({
    type: 'server_vad',
    threshold: vad?.threshold,
    prefix_padding_ms: vad?.prefixMs,
    silence_duration_ms: vad?.silenceMs,
  });
}

/** ISO 639-1 of a language tag: the transcribers take no regions. */
export const shortLanguage = (language: string | undefined): string | undefined => language?.split(/[-_]/)[0];

const functions = ({ tools }: VoiceRequest): readonly Json[] | undefined =>
  tools?.map(({ name, description, parameters }) => defined({ type: 'function', name, description, parameters }));

/** OpenAI's generally available sessions. */
export const openaiSession =
  ({ transcriber }: TranscriberOption): SessionShape =>
  (request, rate) => {
    const format = { type: 'audio/pcm', rate };
    return defined({
      type: 'realtime',
      model: request.model,
      output_modalities: ['audio'],
      instructions: request.instructions,
      audio: {
        input: {
          format,
          turn_detection: turnDetection(request),
          transcription: defined({ model: transcriber, language: shortLanguage(request.language) }),
        },
        output: defined({ format, voice: request.voice }),
      },
      tools: functions(request),
    });
  };

/** xAI's: turns, voice and resumption stand beside the audio, and only silence ends a turn. */
export const xaiSession =
  ({ transcriber }: TranscriberOption): SessionShape =>
  (request, rate) => {
    const format = { type: 'audio/pcm', rate };
    return defined({
      instructions: request.instructions,
      voice: request.voice,
      turn_detection: turnDetection(request, ['server_vad']),
      audio: {
        input: { format, transcription: defined({ model: transcriber, language_hint: request.language }) },
        output: { format },
      },
      tools: functions(request),
      resumption: { enabled: true },
    });
  };

/** Azure Voice Live's, which kept the names of OpenAI's preview. */
export const voiceLiveSession =
  ({ transcriber }: TranscriberOption): SessionShape =>
  (request, rate) => {
    const detection = turnDetection(request, ['server_vad']);
    return defined({
      modalities: ['text', 'audio'],
      instructions: request.instructions,
      // A name with a region in it is one of Azure's own voices.
      voice: request.voice?.includes('-') ? { type: 'azure-standard', name: request.voice } : request.voice,
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      input_audio_sampling_rate: rate,
      turn_detection:
        request.turnDetection === 'semantic_vad' ? { ...detection, type: 'azure_semantic_vad' } : detection,
      input_audio_transcription: defined({ model: transcriber, language: request.language }),
      tools: functions(request),
    });
  };

/** A session that only writes down what it hears. */
export const transcriptionSession: SessionShape = (request, rate) => ({
  type: 'transcription',
  audio: {
    input: {
      format: { type: 'audio/pcm', rate },
      transcription: defined({ model: request.model, language: shortLanguage(request.language) }),
      // This model hears turns by itself and refuses to be told of them.
      turn_detection: request.model.startsWith('gpt-realtime-whisper') ? null : turnDetection(request),
    },
  },
});
