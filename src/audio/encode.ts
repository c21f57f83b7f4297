import { setImmediate } from 'node:timers/promises';
import type { Pcm } from '../core/audio.ts';
import type { Media } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';
import type { SpeakFormat } from '../core/speak.ts';
import { mp3InWorker, TIMEOUT_MS } from './audio-pool.ts';
import { runProgram } from './program.ts';
import { pcm16Of, wavHeader } from './wav.ts';

/** Samples turned into bytes before others get a turn. */
const BLOCK = 1_048_576;
const MAX_ENCODED_BYTES = 1_073_741_824;
/** kbit/s of one channel: speech loses nothing that is heard. */
const SPEECH_KBPS = 64;
const MUSIC_KBPS = 128;
const SPEECH_RATE = 24_000;

const FFMPEG: Readonly<Record<'opus' | 'flac', { readonly mimeType: string; readonly args: readonly string[] }>> = {
  opus: { mimeType: 'audio/ogg;codecs=opus', args: ['-c:a', 'libopus', '-b:a', '48k', '-f', 'ogg'] },
  flac: { mimeType: 'audio/flac', args: ['-c:a', 'flac', '-f', 'flac'] },
};

/**
 * Sound as a file of one channel; `pcm` is 16-bit little-endian without a header. Throws `unsupported` for opus and flac where
 * ffmpeg is not installed.
 */
export async function encodeAudio(pcm: Pcm, format: SpeakFormat, signal: AbortSignal): Promise<Media> {
  if (pcm.samples.length === 0) throw new ProviderError('invalid_input', { message: 'There is no sound to encode.' });
  if (format === 'mp3') return await encodeMp3At(pcm, pcm.rate > SPEECH_RATE ? MUSIC_KBPS : SPEECH_KBPS, signal);
  if (format === 'opus' || format === 'flac') return await byFfmpeg(pcm, format, signal);
  const pieces = format === 'wav' ? [wavHeader(pcm.rate, pcm.samples.length * 2)] : [];
  for (const piece of pcm16Blocks(pcm)) {
    if (signal.aborted) throw new ProviderError('cancelled');
    pieces.push(piece);
    if (pieces.length > 2) await setImmediate();
  }
  return { bytes: Buffer.concat(pieces), mimeType: format === 'wav' ? 'audio/wav' : `audio/pcm;rate=${pcm.rate}` };
}

/** MP3 of one channel with a constant bit rate in kbit/s. */
export async function encodeMp3At(pcm: Pcm, kbps: number, signal: AbortSignal): Promise<Media> {
  return { bytes: await mp3InWorker(pcm, kbps, signal), mimeType: 'audio/mpeg' };
}

async function byFfmpeg(pcm: Pcm, format: 'opus' | 'flac', signal: AbortSignal): Promise<Media> {
  const { mimeType, args } = FFMPEG[format];
  const source = ['-f', 's16le', '-ar', String(pcm.rate), '-ac', '1', '-i', 'pipe:0'];
  const result = await runProgram(
    'ffmpeg',
    ['-nostdin', '-hide_banner', '-loglevel', 'error', ...source, ...args, 'pipe:1'],
    {
      signal,
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: MAX_ENCODED_BYTES,
      input: pcm16Blocks(pcm),
    },
  );
  if (result === undefined) {
    throw new ProviderError('unsupported', {
      message: `Encoding ${format} needs ffmpeg.`,
      hint: 'Run: apt-get install ffmpeg (or brew install ffmpeg), or ask for mp3 or wav.',
    });
  }
  if (result.status === 0 && result.output.length > 0) return { bytes: result.output, mimeType };
  throw new ProviderError('internal', {
    message: `ffmpeg could not encode ${format}.`,
    cause: new Error(result.complaint),
  });
}

function* pcm16Blocks({ samples }: Pcm): Generator<Uint8Array> {
  for (let start = 0; start < samples.length; start += BLOCK) yield pcm16Of(samples.subarray(start, start + BLOCK));
}
