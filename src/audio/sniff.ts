import type { AudioFormat } from '../core/audio.ts';
import type { Media } from '../core/content.ts';
import { hasPictures } from './boxes.ts';
import { latin1 } from './bytes.ts';
import { adtsFrameAt, afterId3, areFramesAt, mpegFrameAt } from './mpeg-frames.ts';
import { claimsRaw, extensionOf, rawSoundOf } from './raw-sound.ts';
import { codecOf, readRiff } from './riff.ts';

/** What the bytes are, finer than what a provider's list of formats tells apart. */
const KINDS = {
  wav: 'wav',
  /** A WAV file whose samples our own reader cannot make out (ADPCM, GSM …). */
  'wav-other': 'wav',
  /** MPEG audio in a WAV file. */
  'wav-mp3': 'mp3',
  mp3: 'mp3',
  flac: 'flac',
  'ogg-flac': 'flac',
  'ogg-vorbis': 'ogg',
  'ogg-opus': 'opus',
  'ogg-other': undefined,
  m4a: 'm4a',
  /** MP4 with pictures. */
  mp4: 'm4a',
  aac: 'aac',
  webm: 'webm',
  mkv: 'webm',
  pcm: 'pcm',
  mulaw: 'mulaw',
  alaw: undefined,
  aiff: undefined,
  caf: undefined,
  amr: undefined,
  au: undefined,
  asf: undefined,
  avi: undefined,
  w64: undefined,
} as const satisfies Readonly<Record<string, AudioFormat | undefined>>;

export type SoundKind = keyof typeof KINDS;

/**
 * The format of audio, or of a video with sound: by its first bytes, then by its media type, then by its name. `undefined` for
 * what is none of the formats that providers take; `decodeAudio` knows a few more.
 */
export function sniffAudio(media: Media): AudioFormat | undefined {
  const kind = soundKindOf(media);
  return kind === undefined ? undefined : KINDS[kind];
}

export function soundKindOf(media: Media): SoundKind | undefined {
  return (
    strongMagic(media.bytes) ??
    (claimsRaw(media.mimeType) ? undefined : frameMagic(media.bytes)) ??
    byClaim(media.mimeType) ??
    rawSoundOf(media)?.kind ??
    BY_EXTENSION.get(extensionOf(media.name))
  );
}

/** Signatures that no raw sound has by chance. */
function strongMagic(bytes: Uint8Array): SoundKind | undefined {
  const head = latin1(bytes, 0, 16);
  if (/^(?:RIFF|RF64|BW64|RIFX).{4}WAVE/s.test(head)) return wavKind(bytes);
  if (head.startsWith('RIFF') && head.startsWith('AVI ', 8)) return 'avi';
  if (head.startsWith('fLaC')) return 'flac';
  if (head.startsWith('OggS')) return oggKind(bytes);
  if (head.startsWith('ftyp', 4)) return hasPictures(bytes) ? 'mp4' : 'm4a';
  if (/^(?:moov|mdat|wide|free|skip)/.test(head.slice(4))) return 'mp4';
  if (head.startsWith('\x1aE\xdf\xa3')) return latin1(bytes, 0, 64).includes('webm') ? 'webm' : 'mkv';
  if (/^FORM.{4}AIF[FC]/s.test(head)) return 'aiff';
  if (head.startsWith('caff')) return 'caf';
  if (head.startsWith('#!AMR')) return 'amr';
  if (head.startsWith('.snd')) return 'au';
  if (head.startsWith('\x30\x26\xb2\x75\x8e\x66\xcf\x11')) return 'asf';
  if (head.startsWith('riff\x2e\x91\xcf\x11')) return 'w64';
  return head.startsWith('ID3') ? afterTag(bytes) : undefined;
}

function wavKind(bytes: Uint8Array): SoundKind {
  if (latin1(bytes, 0, 4) === 'RIFX') return 'wav-other';
  const riff = readRiff(bytes);
  // A damaged header is for the reader to complain of.
  if (riff === undefined) return 'wav';
  const codec = codecOf(riff);
  return codec === 'mpeg' ? 'wav-mp3' : codec === 'other' ? 'wav-other' : 'wav';
}

function oggKind(bytes: Uint8Array): SoundKind {
  // The first page of each stream holds its first packet alone; a film's sound may come second.
  const heads = latin1(bytes, 0, 1_024);
  if (heads.includes('OpusHead')) return 'ogg-opus';
  if (heads.includes('\x01vorbis')) return 'ogg-vorbis';
  return heads.includes('\x7fFLAC') ? 'ogg-flac' : 'ogg-other';
}

/** ID3 stands before MP3, sometimes before FLAC or AAC. */
function afterTag(bytes: Uint8Array): SoundKind {
  const start = afterId3(bytes);
  if (latin1(bytes, start, 4) === 'fLaC') return 'flac';
  return adtsFrameAt(bytes, start) === undefined ? 'mp3' : 'aac';
}

/** A few frames in a row: two bytes alone begin much that is something else. */
function frameMagic(bytes: Uint8Array): SoundKind | undefined {
  // Files that were cut out of a stream begin in the middle of a frame or with padding.
  const start = bytes.findIndex((byte) => byte !== 0);
  if (start === -1) return undefined;
  if (latin1(bytes, start, 3) === 'ID3') return 'mp3';
  if (areFramesAt(bytes, start, mpegFrameAt, 3)) return 'mp3';
  return areFramesAt(bytes, start, adtsFrameAt, 3) ? 'aac' : undefined;
}

/** The keys come from outside: an object would know `constructor` too. */
function table(kinds: Readonly<Record<string, SoundKind>>): ReadonlyMap<string, SoundKind> {
  return new Map(Object.entries(kinds));
}

const BY_TYPE = table({
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/x-mp3': 'mp3',
  'audio/mpga': 'mp3',
  'audio/flac': 'flac',
  'audio/x-flac': 'flac',
  'audio/opus': 'ogg-opus',
  'audio/vorbis': 'ogg-vorbis',
  'audio/ogg': 'ogg-vorbis',
  'application/ogg': 'ogg-vorbis',
  'audio/mp4': 'm4a',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'video/mp4': 'mp4',
  'video/quicktime': 'mp4',
  'audio/aac': 'aac',
  'audio/x-aac': 'aac',
  'audio/aacp': 'aac',
  'audio/webm': 'webm',
  'video/webm': 'webm',
  'video/x-matroska': 'mkv',
  'audio/x-matroska': 'mkv',
  'audio/aiff': 'aiff',
  'audio/x-aiff': 'aiff',
  'audio/amr': 'amr',
});

const BY_EXTENSION = table({
  wav: 'wav',
  wave: 'wav',
  mp3: 'mp3',
  mpga: 'mp3',
  flac: 'flac',
  ogg: 'ogg-vorbis',
  oga: 'ogg-vorbis',
  opus: 'ogg-opus',
  m4a: 'm4a',
  m4b: 'm4a',
  mp4: 'mp4',
  mov: 'mp4',
  aac: 'aac',
  webm: 'webm',
  mkv: 'mkv',
  mka: 'mkv',
  aif: 'aiff',
  aiff: 'aiff',
  caf: 'caf',
  amr: 'amr',
  au: 'au',
  wma: 'asf',
  avi: 'avi',
});

function byClaim(mimeType: string): SoundKind | undefined {
  const type = mimeType.toLowerCase();
  const kind = BY_TYPE.get(type.split(';', 1)[0]?.trim() ?? '');
  return kind === 'ogg-vorbis' && type.includes('opus') ? 'ogg-opus' : kind;
}
