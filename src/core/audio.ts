/** Containers and codecs by the name that callers use. `opus` is Opus in Ogg, `ogg` is Vorbis in Ogg, `pcm` is raw. */
export const AUDIO_FORMATS = ['wav', 'mp3', 'flac', 'ogg', 'opus', 'm4a', 'aac', 'webm', 'mulaw', 'pcm'] as const;
export type AudioFormat = (typeof AUDIO_FORMATS)[number];

/** Decoded sound: one channel, samples from -1 to 1, `rate` of them a second. */
export type Pcm = { readonly samples: Float32Array; readonly rate: number };
