import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { whisperWording } from '../wire/openai-transcribe/wording.ts';

export default defineProvider({
  id: 'ovhcloud',
  name: 'OVHcloud AI Endpoints',
  docs: 'https://www.ovhcloud.com/en/public-cloud/ai-endpoints/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'european',
  country: 'FR',
  baseUrl: { global: 'https://oai.endpoints.kepler.ai.cloud.ovh.net/v1' },
  auth: bearer('OVHCLOUD_API_KEY', 'OVH_AI_ENDPOINTS_ACCESS_TOKEN'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: byModel([[/gpt-oss/, effortField(['low', 'medium', 'high'])]]) }),
    embed: openaiEmbeddings(),
    transcribe: openaiTranscribe({ wording: whisperWording }),
  },
  defaults: { chat: 'qwen3.6-27b', embed: 'bge-m3', transcribe: 'whisper-large-v3' },
  models: ['qwen3.5-397b-a17b', 'qwen3.5-9b', 'qwen3-coder-30b-a3b-instruct', 'gpt-oss-20b'],
});
