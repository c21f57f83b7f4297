import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiTokenLimit } from '../wire/openai-chat/openai-models.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'github-models',
  name: 'GitHub Models',
  docs: 'https://docs.github.com/en/rest/models/inference',
  status: 'preview',
  checked: '2026-07-02',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://models.github.ai/inference', org: 'https://models.github.ai/orgs/{org}/inference' },
  settings: { org: { env: ['GITHUB_MODELS_ORG'] } },
  auth: bearer('GITHUB_TOKEN'),
  headers: { 'X-GitHub-Api-Version': '2022-11-28' },
  capabilities: { chat: openaiChat({ streamUsage: true, tokenLimit: openaiTokenLimit }), embed: openaiEmbeddings() },
  defaults: { chat: 'openai/gpt-4.1', embed: 'openai/text-embedding-3-small' },
  models: [
    'openai/gpt-4.1-mini',
    'deepseek/deepseek-r1-0528',
    'meta/llama-4-maverick-17b-128e-instruct-fp8',
    'microsoft/phi-4',
  ],
});
