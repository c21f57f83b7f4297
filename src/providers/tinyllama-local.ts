import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { heldElsewhere } from '../wire/held-elsewhere.ts';
import { ollama } from '../wire/ollama/ollama.ts';
import { ollamaProfile } from '../wire/ollama/server.ts';

export default defineProvider({
  ...ollamaProfile((model) => /(^|[/\\_])tinyllama/i.test(model)),
  id: 'tinyllama-local',
  name: 'TinyLlama on this machine',
  category: 'local',
  docs: 'https://ollama.com/library/tinyllama',
  auth: optionalBearer('OLLAMA_API_KEY'),
  capabilities: { chat: heldElsewhere(ollama()) },
  defaults: { chat: 'tinyllama' },
});
