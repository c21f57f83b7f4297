import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiTokenLimit } from '../wire/openai-chat/openai-models.ts';
import { gatewayVoice, openaiRealtime } from '../wire/realtime/openai-realtime.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';

export default defineProvider({
  id: 'cloudflare-ai-gateway',
  name: 'Cloudflare AI Gateway',
  docs: 'https://developers.cloudflare.com/ai-gateway/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://gateway.ai.cloudflare.com/v1/{account}/{gateway}/compat' },
  settings: { account: { env: ['CLOUDFLARE_ACCOUNT_ID'] }, gateway: { env: ['CLOUDFLARE_GATEWAY_ID'] } },
  // The gateway's own token; the upstream keys are stored in the gateway, or given as a header in the configuration.
  auth: { kind: 'header', header: 'cf-aig-authorization', prefix: 'Bearer ', env: ['CLOUDFLARE_API_TOKEN'] },
  hosts: { realtime: { url: 'https://gateway.ai.cloudflare.com/v1/{account}/{gateway}' } },
  capabilities: {
    chat: openaiChat({ streamUsage: true, tokenLimit: openaiTokenLimit }),
    voice: voiceOver({ converse: { family: openaiRealtime(gatewayVoice), model: 'openai/gpt-realtime-2.1' } }),
  },
  defaults: { chat: 'anthropic/claude-sonnet-5', voice: 'openai/gpt-realtime-2.1' },
  models: [
    'anthropic/claude-fable-5',
    'anthropic/claude-opus-4-8',
    'openai/gpt-5.5',
    'workers-ai/@cf/moonshotai/kimi-k2.6',
  ],
});
