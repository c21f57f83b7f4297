import type { Pcm } from '../core/audio.ts';
import type { Media } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';
import { decodeInWorker, TIMEOUT_MS } from './audio-pool.ts';
import { isDecodable } from './decode-sound.ts';
import { isRate } from './polyphase.ts';
import { decodeByProgram } from './program-decode.ts';
import { rawSoundOf } from './raw-sound.ts';
import { soundKindOf } from './sniff.ts';

export type DecodeOptions = {
  readonly signal: AbortSignal;
  /** Hz; the audio's own when absent. */
  readonly rate?: number;
  /** Longer audio is refused; four hours when absent. */
  readonly maxSeconds?: number;
};

const MAX_BYTES = 1_073_741_824;
const MAX_SECONDS = 4 * 3_600;

/**
 * The sound of an audio file, or of a video, mixed to one channel. Runs in a worker thread or a program of its own, within limits
 * of bytes, seconds and time. Throws `invalid_input` for what is empty, damaged or too long, `unsupported` (with what would
 * help) for a format that nothing here decodes.
 */
export async function decodeAudio(media: Media, options: DecodeOptions): Promise<Pcm> {
  const { signal, rate, maxSeconds = MAX_SECONDS } = options;
  const size = media.bytes.byteLength;
  if (size === 0) throw new ProviderError('invalid_input', { message: 'The audio is empty (0 bytes).' });
  if (size > MAX_BYTES) {
    throw new ProviderError('invalid_input', {
      message: `The audio has ${size} bytes, the limit is ${MAX_BYTES}.`,
      hint: 'Cut or compress it.',
    });
  }
  if (rate !== undefined && !isRate(rate)) {
    throw new ProviderError('invalid_input', { message: `Sound cannot have ${rate} samples a second.` });
  }
  const kind = soundKindOf(media);
  if (kind === undefined) {
    throw new ProviderError('invalid_input', {
      message: 'This is no audio of a known format.',
      hint: 'Convert it to wav, mp3, flac or ogg. Raw samples of 16 bits need a type such as audio/pcm;rate=16000.',
    });
  }
  const limits = { rate, maxSeconds };
  if (isDecodable(kind)) {
    const raw = kind === 'pcm' || kind === 'mulaw' || kind === 'alaw' ? rawSoundOf(media) : undefined;
    return await decodeInWorker({ bytes: new Uint8Array(media.bytes), kind, raw, limits }, signal, TIMEOUT_MS);
  }
  const wav = await decodeByProgram(media.bytes, kind, { signal, rate, maxSeconds });
  return await decodeInWorker({ bytes: wav, kind: 'wav', limits }, signal, TIMEOUT_MS);
}
