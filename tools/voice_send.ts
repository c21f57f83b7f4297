import { z } from 'zod';
import { ProviderError } from '../src/core/errors.ts';
import { defineTool } from '../src/core/tool.ts';
import { loadAudio } from './_voice-session.ts';

export default defineTool({
  name: 'voice_send',
  title: 'Say something in a voice session',
  group: 'voice',
  effect: 'write',
  metered: true,
  isStep: true,
  needs: 'voice',
  description: 'Give a voice session audio, text or a tool result, or interrupt its reply. Then voice_poll.',
  input: z.strictObject({
    session_id: z.string(),
    audio: z.string().optional(),
    text: z.string().min(1).max(100_000).optional(),
    tool_result: z.strictObject({ id: z.string(), output: z.string().max(1_000_000) }).optional(),
    commit: z.boolean().optional().describe('ends the turn; default true after audio or text'),
    interrupt: z.boolean().optional(),
  }),
  output: z.object({ accepted: z.boolean(), cursor: z.number() }),
  async run({ session_id, audio, text, tool_result, commit, interrupt }, call) {
    const hasTurn = audio !== undefined || text !== undefined;
    if (!hasTurn && tool_result === undefined && commit !== true && interrupt !== true) {
      throw new ProviderError('invalid_input', {
        message: 'There is nothing to send.',
        hint: 'Give audio, text, tool_result, commit or interrupt.',
        processed: false,
      });
    }
    const sessions = await call.app.voice();
    // A session that is not there is not worth a download.
    await sessions.transcript(session_id, call);
    const sent = await sessions.send(
      session_id,
      {
        interrupt,
        audio: audio === undefined ? undefined : await loadAudio(audio, call),
        text,
        toolResult: tool_result,
        commit: commit ?? hasTurn,
      },
      call,
    );
    return { ...sent };
  },
  text: ({ cursor }) => `Taken. voice_poll from cursor ${cursor} tells what follows.`,
});
