import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import { callOptions, runOptions } from '../src/core/tool-shapes.ts';
import { VOICE_MODES } from '../src/core/voice.ts';

export default defineTool({
  name: 'voice_token',
  title: 'Get a token for a device',
  group: 'voice',
  effect: 'write',
  metered: true,
  isStep: true,
  needs: 'voice',
  description:
    'A short-lived credential with which a browser or phone talks to the provider directly, for the lowest delay. It is a secret: hand it to the device only.',
  input: z.strictObject({
    instructions: z.string().max(50_000).optional(),
    voice: z.string().optional(),
    mode: z.enum(VOICE_MODES).optional(),
    ...callOptions,
  }),
  output: z.object({ token: z.string(), url: z.string(), expires_at: z.string().optional() }),
  async run({ instructions, voice, mode = 'converse', ...options }, call) {
    const sessions = await call.app.voice();
    const { token, url, expiresAt } = await sessions.token(
      { mode, instructions, voice, turnDetection: 'server_vad' },
      runOptions(options),
      call,
    );
    return {
      token,
      url,
      expires_at: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString(),
    };
  },
  text: ({ url, expires_at }) => `A token for ${url}${expires_at === undefined ? '' : `, until ${expires_at}`}.`,
});
