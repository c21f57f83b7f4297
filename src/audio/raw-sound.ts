import type { Media } from '../core/content.ts';
import { viewOf } from './bytes.ts';

/** Samples without a header: everything about them comes from the media type, or is assumed. */
export type RawSound = {
  readonly kind: 'pcm' | 'mulaw' | 'alaw';
  readonly rate: number;
  readonly channels: number;
  readonly isBigEndian: boolean;
};

const KINDS: ReadonlyMap<string, RawSound['kind']> = new Map([
  ['audio/pcm', 'pcm'],
  ['audio/x-pcm', 'pcm'],
  ['audio/raw', 'pcm'],
  ['audio/x-raw', 'pcm'],
  ['audio/l16', 'pcm'],
  ['audio/x-l16', 'pcm'],
  ['audio/s16le', 'pcm'],
  ['audio/basic', 'mulaw'],
  ['audio/pcmu', 'mulaw'],
  ['audio/mulaw', 'mulaw'],
  ['audio/x-mulaw', 'mulaw'],
  ['audio/ulaw', 'mulaw'],
  ['audio/pcma', 'alaw'],
  ['audio/alaw', 'alaw'],
  ['audio/x-alaw', 'alaw'],
]);

const EXTENSIONS: ReadonlyMap<string, RawSound['kind']> = new Map([
  ['pcm', 'pcm'],
  ['raw', 'pcm'],
  ['s16', 'pcm'],
  ['s16le', 'pcm'],
  ['ulaw', 'mulaw'],
  ['ul', 'mulaw'],
  ['mulaw', 'mulaw'],
  ['alaw', 'alaw'],
  ['al', 'alaw'],
]);

const PCM_RATE = 16_000;
const TELEPHONE_RATE = 8_000;

/** What a media type such as `audio/L16;rate=24000;channels=2` says of raw sound, or `undefined` when it says something else. */
export function rawSoundOf(media: Media): RawSound | undefined {
  const [type = '', ...rest] = media.mimeType.toLowerCase().split(';');
  const parameters = new Map(
    rest.map((parameter) => {
      const [name = '', value = ''] = parameter.split('=', 2);
      return [name.trim(), value.trim().replaceAll('"', '')];
    }),
  );
  const kind = KINDS.get(type.trim()) ?? EXTENSIONS.get(extensionOf(media.name));
  if (kind === undefined) return undefined;
  const number = (name: string, otherwise: number) => {
    const value = Number(parameters.get(name));
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  // Read as what they are not, samples are noise.
  if (kind === 'pcm' && !isSixteenBits(parameters)) return undefined;
  return {
    kind,
    rate: number('rate', kind === 'pcm' ? PCM_RATE : TELEPHONE_RATE),
    channels: number('channels', 1),
    isBigEndian: kind === 'pcm' && isBigEndian(parameters.get('endianness'), type.trim(), media.bytes),
  };
}

/** Whether nothing that a media type says of its samples speaks against whole numbers of 16 bits. */
function isSixteenBits(parameters: ReadonlyMap<string, string>): boolean {
  const bits = ['bits', 'bit', 'bitdepth', 'bit-depth', 'bits_per_sample', 'depth'].flatMap(
    (name) => parameters.get(name) ?? [],
  );
  const kinds = ['encoding', 'format', 'codec', 'codecs'].flatMap((name) => parameters.get(name) ?? []);
  return bits.every((said) => said === '16') && kinds.every((said) => !/float|f(?:32|64)|[su](?:8|24|32)/.test(said));
}

/** True for a media type that names raw sound, not only for a file name that does. */
export const claimsRaw = (mimeType: string): boolean =>
  KINDS.has(mimeType.toLowerCase().split(';', 1)[0]?.trim() ?? '');

export const extensionOf = (name: string | undefined): string =>
  /\.([A-Za-z0-9]{1,8})$/.exec(name ?? '')?.[1]?.toLowerCase() ?? '';

/**
 * RFC 2586 makes `audio/L16` big-endian, nearly every speech service sends it little-endian. Where the sender does not say,
 * the order in which neighbouring samples are alike is the right one.
 */
function isBigEndian(said: string | undefined, type: string, bytes: Uint8Array): boolean {
  if (said !== undefined) return said.startsWith('big');
  if (!type.endsWith('l16')) return false;
  const view = viewOf(bytes.subarray(0, 65_536));
  let [little, big] = [0, 0];
  for (let offset = 0; offset + 4 <= view.byteLength; offset += 2) {
    little += Math.abs(view.getInt16(offset, true) - view.getInt16(offset + 2, true));
    big += Math.abs(view.getInt16(offset, false) - view.getInt16(offset + 2, false));
  }
  return big * 2 < little;
}
