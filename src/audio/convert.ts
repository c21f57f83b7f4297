import type { AudioFormat, Pcm } from '../core/audio.ts';
import type { Media } from '../core/content.ts';
import { ProviderError } from '../core/errors.ts';
import type { AudioIntake } from '../core/transcribe.ts';
import { decodeAudio } from './decode.ts';
import { encodeAudio, encodeMp3At } from './encode.ts';
import { BITRATES } from './mp3.ts';
import { FFMPEG_HINT } from './program-decode.ts';
import { rawSoundOf } from './raw-sound.ts';
import { resample } from './resample.ts';
import { codecOf, readRiff } from './riff.ts';
import { type SoundKind, sniffAudio, soundKindOf } from './sniff.ts';

export type ConvertOptions = { readonly signal: AbortSignal };

/** What recognisers work at. */
const SPEECH_RATE = 16_000;
/** Two minutes: below that a WAV file is sent sooner than it would be packed. */
const SMALL_WAV_BYTES = 4_194_304;
const WAV_HEADER_BYTES = 44;
const SPEECH_KBPS = 64;

const TYPES: Readonly<Record<AudioFormat, { readonly mimeType: string; readonly extension: string }>> = {
  wav: { mimeType: 'audio/wav', extension: 'wav' },
  mp3: { mimeType: 'audio/mpeg', extension: 'mp3' },
  flac: { mimeType: 'audio/flac', extension: 'flac' },
  ogg: { mimeType: 'audio/ogg', extension: 'ogg' },
  opus: { mimeType: 'audio/ogg;codecs=opus', extension: 'ogg' },
  m4a: { mimeType: 'audio/mp4', extension: 'm4a' },
  aac: { mimeType: 'audio/aac', extension: 'aac' },
  webm: { mimeType: 'audio/webm', extension: 'webm' },
  mulaw: { mimeType: 'audio/PCMU', extension: 'ulaw' },
  pcm: { mimeType: 'audio/pcm', extension: 'pcm' },
};

/** Kinds that strict readers of their format do not take. */
const ODD: readonly SoundKind[] = ['wav-mp3', 'wav-other', 'ogg-flac', 'mp4', 'mkv'];

/**
 * Audio as a provider takes it, with its true media type: as it is when format, rate and size fit, else decoded and encoded to
 * the best that is accepted. Length is not looked at. Throws what `decodeAudio` throws, and `unsupported` when nothing that is
 * accepted can be made here.
 */
export async function toIntake(media: Media, intake: AudioIntake, { signal }: ConvertOptions): Promise<Media> {
  const kind = soundKindOf(media);
  const format = sniffAudio(media);
  const isTaken = format !== undefined && intake.formats.includes(format) && fits(media.bytes, intake);
  if (isTaken && kind !== undefined && !ODD.includes(kind) && hasItsRate(media, kind, intake)) {
    return labelled(media, format);
  }
  try {
    const pcm = await decodeAudio(media, { signal, rate: intake.rate ?? SPEECH_RATE });
    const converted = await encodeForIntake(pcm, intake, { signal });
    return { ...converted, name: converted.name && renamed(media.name, converted.name) };
  } catch (error) {
    // Better an odd file than none, where only the decoder for it is missing.
    const isMissing = error instanceof ProviderError && error.code === 'unsupported';
    if (isMissing && isTaken && intake.rate === undefined) return labelled(media, format);
    throw error;
  }
}

/** Sound as a file that a provider takes: FLAC or WAV of one channel, MP3 when those would be too large. */
export async function encodeForIntake(pcm: Pcm, intake: AudioIntake, { signal }: ConvertOptions): Promise<Media> {
  const sound = resample(pcm, intake.rate ?? SPEECH_RATE);
  for await (const media of candidates(sound, intake, signal)) if (fits(media.bytes, intake)) return media;
  const canShrink = intake.formats.some((format) => format === 'mp3' || format === 'wav' || format === 'pcm');
  throw canShrink
    ? new ProviderError('invalid_input', {
        message: `The audio stays above the limit of ${intake.maxBytes} bytes.`,
        hint: 'Cut it into shorter files.',
      })
    : new ProviderError('unsupported', {
        message: `The audio would have to be ${intake.formats.join(' or ')}, which cannot be made here.`,
        hint: FFMPEG_HINT,
      });
}

async function* candidates(pcm: Pcm, intake: AudioIntake, signal: AbortSignal): AsyncGenerator<Media> {
  const takes = (format: AudioFormat) => intake.formats.includes(format);
  const bytes = WAV_HEADER_BYTES + pcm.samples.length * 2;
  const isWithin = bytes <= (intake.maxBytes ?? Number.POSITIVE_INFINITY);
  const make = async (format: 'wav' | 'pcm' | 'flac' | 'opus') =>
    labelled(await encodeAudio(pcm, format, signal), format);
  if (takes('wav') && isWithin && bytes <= SMALL_WAV_BYTES) yield await make('wav');
  if (takes('flac')) yield* whereMade(make('flac'));
  if (takes('wav') && isWithin) yield await make('wav');
  if (takes('pcm') && isWithin) yield await make('pcm');
  const kbps = BITRATES.findLast((known) => known <= kbpsWithin(pcm, intake));
  if (takes('mp3') && kbps !== undefined) yield labelled(await encodeMp3At(pcm, kbps, signal), 'mp3');
  if (takes('opus')) yield* whereMade(make('opus'));
}

/** A format that needs a program which may not be installed. */
async function* whereMade(media: Promise<Media>): AsyncGenerator<Media> {
  try {
    yield await media;
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code !== 'unsupported') throw error;
  }
}

/** The bit rate at which the audio stays below the limit, a little less for the frames' rounding. */
function kbpsWithin({ samples, rate }: Pcm, { maxBytes }: AudioIntake): number {
  if (maxBytes === undefined) return SPEECH_KBPS;
  const seconds = samples.length / rate + 0.2;
  return Math.min(SPEECH_KBPS, (maxBytes * 8) / 1_000 / seconds);
}

const fits = (bytes: Uint8Array, { maxBytes }: AudioIntake): boolean =>
  maxBytes === undefined || bytes.byteLength <= maxBytes;

/** Where only one rate is taken, an engine reads the samples itself: 16-bit, one channel. */
function hasItsRate(media: Media, kind: SoundKind, { rate }: AudioIntake): boolean {
  const raw = kind === 'pcm' || kind === 'mulaw' ? rawSoundOf(media) : undefined;
  if (raw !== undefined) return raw.channels === 1 && !raw.isBigEndian && (rate === undefined || raw.rate === rate);
  if (rate === undefined) return true;
  const riff = kind === 'wav' ? readRiff(media.bytes) : undefined;
  return (
    riff !== undefined && codecOf(riff) === 'integer' && riff.bits === 16 && riff.channels === 1 && riff.rate === rate
  );
}

function labelled(media: Media, format: AudioFormat): Media {
  const { mimeType, extension } = TYPES[format];
  const raw = format === 'pcm' || format === 'mulaw' ? rawSoundOf(media) : undefined;
  return {
    bytes: media.bytes,
    mimeType: raw === undefined ? mimeType : `${mimeType};rate=${raw.rate}`,
    name: renamed(media.name, `audio.${extension}`),
  };
}

/** Some servers tell the format by the name's ending. */
function renamed(name: string | undefined, like: string): string {
  const stem = (name ?? '').replace(/\.[^.]*$/, '');
  return stem === '' ? like : `${stem}${like.slice(like.lastIndexOf('.'))}`;
}
