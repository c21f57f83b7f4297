import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { heldElsewhere } from '../wire/held-elsewhere.ts';
import { ollama } from '../wire/ollama/ollama.ts';
import { ollamaProfile } from '../wire/ollama/server.ts';

export default defineProvider({
  ...ollamaProfile((model) => /(^|[/\\_])phi[-:]?\d/i.test(model)),
  id: 'phi-local',
  name: 'Microsoft Phi on this machine',
  category: 'local',
  docs: 'https://ollama.com/library/phi4-mini',
  auth: optionalBearer('OLLAMA_API_KEY'),
  capabilities: { chat: heldElsewhere(ollama()) },
  defaults: { chat: 'phi4-mini' },
});
