import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import { callOptions, runOptions } from '../src/core/tool-shapes.ts';
import { TURN_DETECTIONS, VOICE_MODES } from '../src/core/voice.ts';
import { toolOffers, toolsShape } from './_tool-offers.ts';

const MINUTES = 10;
const IDLE_S = 60;

const ratio = z.number().optional();
const ms = z.number().optional();

export default defineTool({
  name: 'voice_open',
  title: 'Open a voice session',
  group: 'voice',
  effect: 'write',
  metered: true,
  isStep: true,
  needs: 'voice',
  description:
    'Open a live voice session, billed until it is closed; then voice_send, voice_poll, voice_close. For one exchange use voice_turn.',
  input: z.strictObject({
    instructions: z.string().max(50_000).optional(),
    voice: z.string().optional(),
    turn_detection: z.enum(TURN_DETECTIONS).optional().describe('none, or server_vad where you stream'),
    vad: z.object({ threshold: ratio, prefix_ms: ms, silence_ms: ms }).optional(),
    mode: z.enum(VOICE_MODES).optional(),
    language: z.string().optional(),
    sample_rate: z.int().optional().describe('Hz'),
    tools: toolsShape.optional(),
    max_minutes: z.number().positive().optional().describe(`default ${MINUTES}`),
    idle_s: z.number().positive().optional().describe(`default ${IDLE_S}`),
    ...callOptions,
  }),
  output: z.object({
    session_id: z.string(),
    expires_at: z.string(),
    mode: z.enum(VOICE_MODES),
    audio_in: z.object({ format: z.literal('pcm16'), rate: z.number() }),
    stream_url: z.string().optional(),
  }),
  async run(input, call) {
    const sessions = await call.app.voice();
    // Files are whole turns, whatever pauses they hold; who streams speaks on, and does not say where a turn ends.
    const isLive = input.mode === 'transcribe' || input.sample_rate !== undefined;
    const opened = await sessions.open(
      {
        mode: input.mode ?? 'converse',
        instructions: input.instructions,
        voice: input.voice,
        language: input.language,
        turnDetection: input.turn_detection ?? (isLive ? 'server_vad' : 'none'),
        vad: input.vad && {
          threshold: input.vad.threshold,
          prefixMs: input.vad.prefix_ms,
          silenceMs: input.vad.silence_ms,
        },
        tools: toolOffers(input.tools),
        preferredRate: input.sample_rate,
        maxMinutes: input.max_minutes ?? MINUTES,
        idleS: input.idle_s ?? IDLE_S,
      },
      runOptions(input),
      call,
    );
    return {
      session_id: opened.sessionId,
      expires_at: new Date(opened.expiresAt).toISOString(),
      mode: opened.mode,
      audio_in: { ...opened.audioIn },
      stream_url: opened.streamUrl,
    };
  },
  text: ({ session_id, expires_at }) => `Session ${session_id} is open until ${expires_at}.`,
});
