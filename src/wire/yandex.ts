import type { Endpoint } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { openaiChat } from './openai-chat/openai-chat.ts';
import { effortField } from './openai-chat/reasoning.ts';

/** Yandex names a model by a URI that holds the folder: `yandexgpt/latest` is `gpt://<folder>/yandexgpt/latest`. */
export function modelUri(model: string, { provider, setting }: Pick<Endpoint, 'provider' | 'setting'>): string {
  if (/^\w+:\/\//.test(model)) return model;
  const folder = setting('folderId');
  if (folder !== undefined) return `gpt://${folder}/${model}`;
  throw new ProviderError('not_configured', {
    provider,
    message: `${provider} needs the id of a folder, which is a part of each model's name.`,
    hint: 'Set YANDEX_FOLDER_ID.',
    processed: false,
  });
}

/** Chat with Yandex's models through its OpenAI door, which is all that the native wire can and tools besides. */
export const yandexChat = (): CapabilityFactory<'chat'> => (endpoint, host) => {
  const chat = openaiChat({ streamUsage: true, reasoning: effortField(['none', 'low', 'medium', 'high']) })(
    endpoint,
    host,
  );
  return {
    async chat(request, options) {
      return chat.chat({ ...request, model: modelUri(request.model, endpoint) }, options);
    },
  };
};
