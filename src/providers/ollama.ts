import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { ollama } from '../wire/ollama/ollama.ts';
import { ollamaServer } from '../wire/ollama/server.ts';
import { ollamaEmbed } from '../wire/ollama-embed.ts';

export default defineProvider({
  ...ollamaServer,
  id: 'ollama',
  name: 'Ollama',
  docs: 'https://docs.ollama.com',
  status: 'ga',
  checked: '2026-08-30',
  category: 'local',
  country: 'US',
  auth: optionalBearer('OLLAMA_API_KEY'),
  capabilities: { chat: ollama(), embed: ollamaEmbed() },
  defaults: { chat: 'gpt-oss:20b', embed: 'embeddinggemma' },
});
