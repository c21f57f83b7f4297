import { z } from 'zod';
import { ProviderError } from '../src/core/errors.ts';
import { defineTool } from '../src/core/tool.ts';
import {
  artifactFields,
  artifactShape,
  callOptions,
  receiptFields,
  receiptShape,
  runOptions,
} from '../src/core/tool-shapes.ts';
import { awaitReply } from './_voice-reply.ts';
import { loadAudio } from './_voice-session.ts';

/** One exchange; a provider that is silent for so long has nothing to say. */
const IDLE_S = 60;
const MINUTES = 15;

export default defineTool({
  name: 'voice_turn',
  title: 'Speak with a voice model',
  group: 'speech',
  page: 'audio',
  effect: 'read',
  metered: true,
  needs: 'voice',
  description:
    'Say something to a live voice model, by audio or text, and get its spoken reply. To only read a text out, use speak.',
  input: z.strictObject({
    audio: z.string().optional(),
    text: z.string().min(1).max(100_000).optional(),
    instructions: z.string().max(50_000).optional(),
    voice: z.string().optional(),
    ...callOptions,
  }),
  output: z.object({
    transcript: z.string(),
    reply_text: z.string(),
    artifact: artifactShape.optional(),
    first_audio_ms: z.number().optional(),
    ...receiptShape,
  }),
  async run({ audio, text, instructions, voice, ...options }, call) {
    if (audio === undefined && text === undefined) {
      throw new ProviderError('invalid_input', { message: 'Give audio or text.', processed: false });
    }
    const media = audio === undefined ? undefined : await loadAudio(audio, call);
    const sessions = await call.app.voice();
    const { sessionId } = await sessions.open(
      { mode: 'converse', instructions, voice, turnDetection: 'none', maxMinutes: MINUTES, idleS: IDLE_S },
      runOptions(options),
      call,
    );
    // A call that is cancelled must not go on costing money, whatever it waits for.
    const close = () => sessions.close(sessionId, call);
    const leave = (): void => void close().catch(() => {});
    call.signal.addEventListener('abort', leave, { once: true });
    try {
      await sessions.send(sessionId, { audio: media, text, commit: true }, call);
      const reply = await awaitReply(sessions, sessionId, { hasAudio: media !== undefined, call });
      const { receipt } = await close();
      return {
        transcript: reply.heard || (text ?? ''),
        reply_text: reply.text,
        artifact: reply.artifact && artifactFields(reply.artifact),
        first_audio_ms: reply.firstAudioMs,
        ...receiptFields(receipt),
      };
    } catch (thrown) {
      await close();
      throw thrown;
    } finally {
      call.signal.removeEventListener('abort', leave);
    }
  },
  text: ({ transcript, reply_text, first_audio_ms }) =>
    [
      transcript === '' ? '' : `Heard: ${transcript}`,
      reply_text === '' ? 'No words came back.' : `Reply: ${reply_text}`,
      first_audio_ms === undefined ? '' : `First sound after ${first_audio_ms} ms.`,
    ]
      .filter((line) => line !== '')
      .join('\n'),
});
