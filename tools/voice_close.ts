import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import { artifactFields, artifactShape, receiptFields, receiptShape } from '../src/core/tool-shapes.ts';

export default defineTool({
  name: 'voice_close',
  title: 'Close a voice session',
  group: 'voice',
  effect: 'write',
  metered: false,
  needs: 'voice',
  description: 'End a voice session and its costs, and get the whole transcript.',
  input: z.strictObject({ session_id: z.string() }),
  output: z.object({
    transcript: z.string(),
    turns: z.number(),
    artifact: artifactShape.optional(),
    ...receiptShape,
  }),
  async run({ session_id }, call) {
    const { transcript, turns, artifact, receipt } = await (await call.app.voice()).close(session_id, call);
    return { transcript, turns, artifact: artifact && artifactFields(artifact), ...receiptFields(receipt) };
  },
  text: ({ transcript, turns }) =>
    transcript === ''
      ? 'Closed. Nothing was said.'
      : `Closed after ${turns} ${turns === 1 ? 'turn' : 'turns'}.\n${transcript}`,
});
