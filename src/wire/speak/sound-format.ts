import type { SpeakFormat } from '../../core/speak.ts';

const MARKS: readonly (readonly [mark: string, format: SpeakFormat])[] = [
  ['RIFF', 'wav'],
  ['fLaC', 'flac'],
  ['OggS', 'opus'],
  ['ID3', 'mp3'],
];

/** The first bytes of an MPEG frame. A pair of quiet samples can look the same. */
const MPEG_FRAME = /^\xff[\xe2-\xe7\xf2-\xf7\xfa-\xfd]/;

/**
 * What sound is, by its first bytes; servers that follow another's wire do not always give what they were asked for.
 * What these bytes do not tell is what was asked for.
 */
export function formatOfSound(head: Uint8Array, asked: SpeakFormat): SpeakFormat {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 4)).toString('latin1');
  const marked = MARKS.find(([mark]) => text.startsWith(mark))?.[1];
  return marked ?? (asked !== 'pcm' && MPEG_FRAME.test(text) ? 'mp3' : asked);
}

/** The sample rate that a media type states: `audio/L16;codec=pcm;rate=24000`. */
export function rateOfType(type: string | undefined): number | undefined {
  const stated = /;\s*(?:sample-?)?rate="?(\d{4,6})/i.exec(type ?? '')?.[1];
  return stated === undefined ? undefined : Number(stated);
}
