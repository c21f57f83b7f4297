import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { defined } from '../wire/read.ts';

export default defineProvider({
  id: 'tgi',
  name: 'HF Text Generation Inference',
  docs: 'https://huggingface.co/docs/text-generation-inference',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  // Port 8080 is llama.cpp's too, so it has to be named.
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['TGI_BASE_URL'] } },
  auth: noAuth,
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      schemaFormat: (value) => ({ type: 'json', value }),
      // Its own name for the parameters; OpenAI's is an alias that its specification does not state.
      tool: ({ name, description, parameters }) => ({
        type: 'function',
        function: defined({ name, description, arguments: parameters }),
      }),
    }),
  },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
