import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import { artifactFields, artifactShape } from '../src/core/tool-shapes.ts';
import { eventFields, eventShape } from './_voice-session.ts';

const MOST_WAIT_MS = 20_000;

export default defineTool({
  name: 'voice_poll',
  title: 'Hear what happened in a voice session',
  group: 'voice',
  effect: 'read',
  metered: false,
  needs: 'voice',
  description: 'The events of a voice session after a cursor: transcripts, tool requests, ended turns, errors.',
  input: z.strictObject({
    session_id: z.string(),
    cursor: z.int().min(0).optional(),
    wait_ms: z.int().min(0).max(MOST_WAIT_MS).optional().describe('wait for the first event'),
  }),
  output: z.object({ events: z.array(eventShape), cursor: z.number(), artifacts: z.array(artifactShape) }),
  async run({ session_id, cursor = 0, wait_ms = 0 }, call) {
    const sessions = await call.app.voice();
    const polled = await sessions.poll(session_id, { cursor, waitMs: wait_ms }, call);
    return {
      events: polled.events.map(eventFields),
      cursor: polled.cursor,
      artifacts: polled.events.flatMap(({ artifact }) => (artifact === undefined ? [] : [artifactFields(artifact)])),
    };
  },
  text: ({ events, cursor }) =>
    [
      ...events.map(({ type, text, tool_call, turn, code, message }) => {
        const asked = tool_call && `${tool_call.id} ${tool_call.name}(${tool_call.arguments})`;
        const said = [text, asked, turn === undefined ? undefined : `turn ${turn}`, code, message];
        return [type, ...said.filter((part) => part !== undefined)].join(' ');
      }),
      events.length === 0 ? `Nothing new. Cursor ${cursor}.` : `Cursor ${cursor}.`,
    ].join('\n'),
});
