import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { heldElsewhere } from '../wire/held-elsewhere.ts';
import { ollama } from '../wire/ollama/ollama.ts';
import { ollamaProfile } from '../wire/ollama/server.ts';

export default defineProvider({
  ...ollamaProfile((model) => /(^|[/\\_])gemma[-:]?\d/i.test(model)),
  id: 'gemma-local',
  name: 'Google Gemma on this machine',
  category: 'local',
  docs: 'https://ollama.com/library/gemma4',
  auth: optionalBearer('OLLAMA_API_KEY'),
  capabilities: { chat: heldElsewhere(ollama()) },
  defaults: { chat: 'gemma4' },
});
