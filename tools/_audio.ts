import type { Media } from '../src/core/content.ts';
import type { ToolCall } from '../src/core/tool.ts';

/** It is held in memory: more than four hours of mp3, or two of 16 kHz wav. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The audio, or the video with sound, that a source names. */
export const loadAudio = (source: string, { app, signal, principal }: ToolCall): Promise<Media> =>
  app.sources.load(source, { signal, principal, maxBytes: MOST_BYTES });
