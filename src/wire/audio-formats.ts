import type { AudioFormat } from '../core/audio.ts';

/** What nearly every provider decodes by itself. */
export const COMMON_FORMATS: readonly AudioFormat[] = ['wav', 'mp3', 'flac', 'm4a', 'ogg', 'opus', 'webm'];

export const MEGABYTE = 1024 * 1024;
