import { defineResource } from '../src/core/resource.ts';

export default defineResource({
  uri: 'llmkit://voice/{session_id}',
  name: 'voice',
  title: 'Voice session',
  description: 'What was said so far in a voice session of yours, one line an utterance.',
  mimeType: 'text/plain',
  async read({ session_id = '' }, call) {
    const sessions = await call.app.voice();
    return { mimeType: 'text/plain', text: await sessions.transcript(session_id, call) };
  },
});
