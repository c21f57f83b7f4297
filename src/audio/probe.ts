import type { Media } from '../core/content.ts';
import { movieSeconds } from './boxes.ts';
import { latin1, viewOf } from './bytes.ts';
import { readFlac, streamInfoOf } from './flac-frames.ts';
import { matroskaSeconds } from './matroska.ts';
import { adtsFrameAt, type Frame, type FrameReader, framesOf, mpegFrameAt } from './mpeg-frames.ts';
import { nextCapture, OGG_HEADS, type OggPage, pageAt, soundPages } from './ogg.ts';
import { rawSoundOf } from './raw-sound.ts';
import { codecOf, readRiff } from './riff.ts';
import { type SoundKind, soundKindOf } from './sniff.ts';

/**
 * The length of audio in seconds as its headers say it, or `undefined` where they do not. Cheap: nothing is decoded. A header can
 * lie; what was decoded counts.
 */
export async function audioLength(media: Media): Promise<number | undefined> {
  const kind = soundKindOf(media);
  const seconds = kind === undefined ? undefined : secondsOf(media, kind);
  return seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

function secondsOf(media: Media, kind: SoundKind): number | undefined {
  const { bytes } = media;
  if (kind === 'pcm' || kind === 'mulaw' || kind === 'alaw') return rawSeconds(media);
  if (kind === 'wav') return wavSeconds(bytes);
  if (kind === 'mp3') return mpegSeconds(bytes);
  if (kind === 'wav-mp3') return mpegSeconds(readRiff(bytes)?.data ?? bytes);
  if (kind === 'aac') return sumOf(bytes, adtsFrameAt);
  if (kind === 'flac') return flacSeconds(readFlac(bytes)?.info);
  if (kind === 'ogg-opus') return oggSeconds(bytes, OGG_HEADS.opus, opusTime);
  if (kind === 'ogg-vorbis') return oggSeconds(bytes, OGG_HEADS.vorbis, vorbisTime);
  if (kind === 'ogg-flac') return oggSeconds(bytes, OGG_HEADS.flac, flacTime);
  if (kind === 'm4a' || kind === 'mp4') return movieSeconds(bytes);
  return kind === 'webm' || kind === 'mkv' ? matroskaSeconds(bytes) : undefined;
}

function rawSeconds(media: Media): number | undefined {
  const sound = rawSoundOf(media);
  return sound && media.bytes.length / (sound.kind === 'pcm' ? 2 : 1) / sound.channels / sound.rate;
}

function wavSeconds(bytes: Uint8Array): number | undefined {
  const riff = readRiff(bytes);
  if (riff === undefined || codecOf(riff) === 'other') return undefined;
  return riff.data.length / (riff.blockAlign || (riff.channels * riff.bits) / 8) / riff.rate;
}

const flacSeconds = (info: { readonly samples: number; readonly rate: number } | undefined): number | undefined =>
  info && info.samples / info.rate;

function mpegSeconds(bytes: Uint8Array): number | undefined {
  const first = framesOf(bytes, mpegFrameAt).next().value;
  return (first && taggedSeconds(bytes, first)) ?? sumOf(bytes, mpegFrameAt);
}

/** What the encoder wrote into an empty first frame: the number of frames, and what it added at both ends. */
function taggedSeconds(bytes: Uint8Array, { offset, tagOffset, samples, rate }: Frame): number | undefined {
  const view = viewOf(bytes);
  const tag = latin1(bytes, tagOffset, 4);
  if (tag === 'Xing' || tag === 'Info') {
    const flags = view.byteLength < tagOffset + 160 ? 0 : view.getUint32(tagOffset + 4);
    if ((flags & 1) === 0) return undefined;
    // Behind the optional fields stands LAME's part: 21 bytes in, two times twelve bits of delay and padding.
    const lame = tagOffset + 8 + 4 + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
    const hasLame = /^(?:LAME|Lavc|Lavf)/.test(latin1(bytes, lame, 4)) && lame + 24 <= bytes.length;
    const [a = 0, b = 0, c = 0] = hasLame ? bytes.subarray(lame + 21, lame + 24) : [];
    const added = ((a << 4) | (b >> 4)) + (((b & 15) << 8) | c);
    return (view.getUint32(tagOffset + 8) * samples - added) / rate;
  }
  const vbri = offset + 36;
  if (latin1(bytes, vbri, 4) !== 'VBRI' || vbri + 18 > bytes.length) return undefined;
  return (view.getUint32(vbri + 14) * samples) / rate;
}

/** Hopping from frame to frame costs a millisecond an hour, and is right for any bit rate. */
function sumOf(bytes: Uint8Array, reader: FrameReader): number {
  let seconds = 0;
  for (const { samples, rate } of framesOf(bytes, reader)) seconds += samples / rate;
  return seconds;
}

/** Pages are at most 65,307 bytes, so the last one of a stream begins in what is left. */
const LAST_PAGES = 131_072;

type OggTime = (head: Uint8Array, granule: number) => number | undefined;

function oggSeconds(bytes: Uint8Array, magic: string, time: OggTime): number | undefined {
  const first = soundPages(bytes, magic).next().value;
  const head = first?.pieces[0];
  if (first === undefined || head === undefined) return undefined;
  let granule: number | undefined;
  for (const page of lastPages(bytes)) if (page.serial === first.serial) granule = page.granule ?? granule;
  return granule === undefined ? undefined : time(head, granule);
}

function* lastPages(bytes: Uint8Array): Generator<OggPage> {
  const tail = bytes.subarray(Math.max(0, bytes.length - LAST_PAGES));
  for (let offset = nextCapture(tail, 0); offset !== -1; offset = nextCapture(tail, offset + 1)) {
    const page = pageAt(tail, offset);
    if (page !== undefined) yield page;
  }
}

const OPUS_RATE = 48_000;
const opusTime: OggTime = (head, granule) =>
  head.length < 12 ? undefined : (granule - viewOf(head).getUint16(10, true)) / OPUS_RATE;
const vorbisTime: OggTime = (head, granule) =>
  head.length < 16 ? undefined : granule / viewOf(head).getUint32(12, true);
const flacTime: OggTime = (head, granule) => {
  const rate = streamInfoOf(head.subarray(17))?.rate;
  return rate === undefined ? undefined : granule / rate;
};
