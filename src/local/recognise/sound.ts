import { codecOf, readRiff } from '../../audio/riff.ts';
import { samplesOf } from '../../audio/wav.ts';
import type { Pcm } from '../../core/audio.ts';
import { ProviderError } from '../../core/errors.ts';
import type { AudioIntake, TranscribeRequest } from '../../core/transcribe.ts';

/** Hz. What every recogniser here was trained on. */
export const RATE = 16_000;

/** Everything is converted to this before an engine sees it; engines cut long sound themselves. */
export const WAV_INTAKE: AudioIntake = { formats: ['wav'], rate: RATE };

/** The samples of a request that respects `WAV_INTAKE`. Throws `invalid_input` for any other sound. */
export function soundOf({ audio }: TranscribeRequest, provider: string): Pcm {
  const riff = readRiff(audio.bytes);
  const isExpected =
    riff !== undefined && codecOf(riff) === 'integer' && riff.bits === 16 && riff.channels === 1 && riff.rate === RATE;
  if (isExpected) return { samples: samplesOf(riff.data), rate: RATE };
  throw new ProviderError('invalid_input', {
    provider,
    message: `${provider} takes WAV with one channel of 16-bit samples at ${RATE} Hz.`,
    processed: false,
  });
}
