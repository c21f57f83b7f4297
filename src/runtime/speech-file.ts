import type { Pcm } from '../core/audio.ts';
import type { Media } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';
import type { SpeakFormat, SpeakResult } from '../core/speak.ts';

/** Spoken audio as it came. */
export type Speech = { readonly format: SpeakFormat; readonly bytes: Uint8Array; readonly result: SpeakResult };

/** What providers of raw sound use when they do not say. */
const USUAL_RATE = 24_000;
/** Sizes from here on are what writers put into the head of a stream whose end they do not know. */
const STREAM_SIZE = 0x4000_0000;
const RIFF_SIZE_AT = 4;
const CHUNK_HEAD = 8;

const MIME_TYPES: Readonly<Record<Exclude<SpeakFormat, 'pcm'>, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  opus: 'audio/ogg;codecs=opus',
  flac: 'audio/flac',
};

export const mimeTypeOf = (format: SpeakFormat, rate: number = USUAL_RATE): string =>
  format === 'pcm' ? `audio/pcm;rate=${rate}` : MIME_TYPES[format];

/** What the bytes are by their own signature, else what they are said to be. */
export function actualFormat(bytes: Uint8Array, said: SpeakFormat): SpeakFormat {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64)).toString('latin1');
  if (head.startsWith('RIFF') && head.startsWith('WAVE', 8)) return 'wav';
  // Samples may look like anything.
  if (said === 'pcm') return said;
  if (head.startsWith('fLaC')) return 'flac';
  if (head.startsWith('OggS') && head.includes('OpusHead')) return 'opus';
  return head.startsWith('ID3') || /^\xff[\xf2\xf3\xfa\xfb]/.test(head) ? 'mp3' : said;
}

/** Length in seconds, where it can be known without decoding. */
export async function secondsOf({ format, bytes, result }: Speech): Promise<number | undefined> {
  if (format === 'pcm') return bytes.byteLength / 2 / (result.rate ?? USUAL_RATE);
  const { audioLength } = await import('../audio/probe.ts');
  return audioLength({ bytes, mimeType: mimeTypeOf(format) });
}

/** The sound of it. Throws `bad_response` where the provider's audio cannot be read. */
export async function decodeSpeech(speech: Speech, signal: AbortSignal): Promise<Pcm> {
  const { format, bytes, result } = speech;
  if (format === 'pcm') {
    const { samplesOf } = await import('../audio/wav.ts');
    return { samples: samplesOf(bytes), rate: result.rate ?? USUAL_RATE };
  }
  const { decodeAudio } = await import('../audio/decode.ts');
  const whole = format === 'wav' ? await withTrueLength(bytes) : bytes;
  return decodeAudio({ bytes: whole, mimeType: mimeTypeOf(format) }, { signal }).catch((thrown: unknown) => {
    if (!(thrown instanceof ProviderError) || thrown.code !== 'invalid_input') throw thrown;
    throw new ProviderError('bad_response', {
      message: `The provider's audio cannot be read: ${thrown.message}`,
      hint: 'Try another format or model.',
      cause: thrown,
    });
  });
}

/** The audio as a file in the format that it has. */
export async function finished(
  speech: Speech,
): Promise<{ readonly media: Media; readonly durationS: number | undefined }> {
  const { format, result } = speech;
  const bytes = format === 'wav' ? await withTrueLength(speech.bytes) : speech.bytes;
  return {
    media: { bytes, mimeType: mimeTypeOf(format, result.rate) },
    durationS: await secondsOf({ ...speech, bytes }),
  };
}

/**
 * A WAV file whose head says how long it is: one that was streamed says nothing, or the largest number. One that says more than
 * came was cut, which throws `bad_response`.
 */
async function withTrueLength(bytes: Uint8Array): Promise<Uint8Array> {
  const { readRiff } = await import('../audio/riff.ts');
  const data = readRiff(bytes)?.data;
  if (data === undefined || data.byteLength === 0) return bytes;
  const start = data.byteOffset - bytes.byteOffset;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const claimed = view.getUint32(start - CHUNK_HEAD / 2, true);
  const came = bytes.byteLength - start;
  if (claimed > came && claimed < STREAM_SIZE) {
    throw new ProviderError('bad_response', {
      message: `The audio was cut off: ${came} of ${claimed} bytes came.`,
      hint: 'Try again.',
    });
  }
  if (claimed !== 0 && claimed <= came) return bytes;
  const file = Uint8Array.from(bytes);
  const head = new DataView(file.buffer);
  head.setUint32(RIFF_SIZE_AT, file.byteLength - CHUNK_HEAD, true);
  head.setUint32(start - CHUNK_HEAD / 2, came, true);
  return file;
}
