import { z } from 'zod';
import type { Media } from '../src/core/content.ts';
import type { ToolCall } from '../src/core/tool.ts';
import { artifactFields, artifactShape } from '../src/core/tool-shapes.ts';
import type { VoiceLogEvent } from '../src/core/voice-sessions.ts';

/** Half an hour of WAV; files are decoded in memory. */
const MOST_AUDIO_BYTES = 100 * 1024 * 1024;

/** The audio that an argument names. Whether it is audio is found out when it is decoded. */
export const loadAudio = async (source: string, call: ToolCall): Promise<Media> =>
  call.app.sources.load(source, { signal: call.signal, principal: call.principal, maxBytes: MOST_AUDIO_BYTES });

export const eventShape = z.object({
  cursor: z.number(),
  type: z.string(),
  text: z.string().optional(),
  final: z.boolean().optional(),
  tool_call: z.object({ id: z.string(), name: z.string(), arguments: z.string() }).optional(),
  turn: z.number().optional(),
  artifact: artifactShape.optional(),
  first_audio_ms: z.number().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
});

export const eventFields = (event: VoiceLogEvent): z.input<typeof eventShape> => ({
  cursor: event.cursor,
  type: event.type,
  text: event.text,
  final: event.isFinal,
  tool_call: event.toolCall && { ...event.toolCall },
  turn: event.turn,
  artifact: event.artifact && artifactFields(event.artifact),
  first_audio_ms: event.firstAudioMs,
  code: event.code,
  message: event.message,
});
