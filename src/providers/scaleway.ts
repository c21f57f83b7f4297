import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { whisperWording } from '../wire/openai-transcribe/wording.ts';

export default defineProvider({
  id: 'scaleway',
  name: 'Scaleway Generative APIs',
  docs: 'https://www.scaleway.com/en/docs/generative-apis/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'european',
  country: 'FR',
  baseUrl: { global: 'https://api.scaleway.ai/v1', project: 'https://api.scaleway.ai/{project}/v1' },
  settings: { project: { env: ['SCW_DEFAULT_PROJECT_ID'] } },
  auth: bearer('SCW_SECRET_KEY', 'SCALEWAY_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: byModel(
        [[/gpt-oss/, effortField(['low', 'medium', 'high'])]],
        effortField(['none', 'low', 'medium', 'high']),
      ),
    }),
    embed: openaiEmbeddings(),
    transcribe: openaiTranscribe({ wording: whisperWording }),
  },
  defaults: { chat: 'glm-5.2', embed: 'qwen3-embedding-8b', transcribe: 'whisper-large-v3' },
  models: ['qwen3.6-35b-a3b', 'mistral-medium-3.5-128b', 'gemma-4-26b-a4b-it', 'qwen3.5-397b-a17b'],
});
