import type { AudioFormat } from '../core/audio.ts';
import type { Media } from '../core/content.ts';

/** What each format is called by servers, and how its files end: some vendors decide by either. */
const NAMES: Readonly<
  Record<AudioFormat, { readonly type: string; readonly extension: string; readonly types: RegExp }>
> = {
  wav: { type: 'audio/wav', extension: 'wav', types: /^audio\/(x-|vnd\.)?wave?\b/ },
  mp3: { type: 'audio/mpeg', extension: 'mp3', types: /^audio\/(x-)?(mpeg|mp3|mpga)\b/ },
  flac: { type: 'audio/flac', extension: 'flac', types: /^audio\/(x-)?flac\b/ },
  opus: { type: 'audio/ogg', extension: 'ogg', types: /^audio\/opus\b|^audio\/ogg;.*opus/ },
  ogg: { type: 'audio/ogg', extension: 'ogg', types: /^(audio|application)\/(x-)?ogg\b|^audio\/vorbis\b/ },
  m4a: { type: 'audio/mp4', extension: 'm4a', types: /^(audio|video)\/(x-)?(m4a|mp4)\b/ },
  aac: { type: 'audio/aac', extension: 'aac', types: /^audio\/(x-)?(aac|aacp)\b/ },
  webm: { type: 'audio/webm', extension: 'webm', types: /^(audio|video)\/webm\b/ },
  mulaw: { type: 'audio/basic', extension: 'ulaw', types: /^audio\/(basic|pcmu|x-mulaw|mulaw)\b/ },
  pcm: { type: 'audio/l16', extension: 'pcm', types: /^audio\/(l16|pcm|raw|x-raw)\b/ },
};

const FORMATS = Object.entries(NAMES);

const known = ({ mimeType }: Media) => FORMATS.find(([, { types }]) => types.test(mimeType.toLowerCase()))?.[1];

/** A type that servers understand. */
export const audioType = (media: Media): string => known(media)?.type ?? media.mimeType;

/** The usual ending of a file of this format, without the dot. */
export const audioExtension = (media: Media): string => known(media)?.extension ?? 'bin';

/** The audio as a body of its own. */
export const audioBlob = (media: Media, type = audioType(media)): Blob => new Blob([bytesOf(media)], { type });

/** The audio as a file of a form, named by what it is and not by where it came from. */
export const audioFile = (media: Media): File =>
  new File([bytesOf(media)], `audio.${audioExtension(media)}`, { type: audioType(media) });

// Media is never in shared memory, which is what the wider type allows.
const bytesOf = ({ bytes }: Media): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;
