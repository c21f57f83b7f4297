import { noAuth } from '../../../src/core/auth.ts';
import type { ChatEvent, ChatOptions, ChatRequest, ChatResult } from '../../../src/core/chat.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { CapabilityFactory, EngineHost, ProviderDefinition } from '../../../src/core/provider.ts';
import { createEndpoint } from '../../../src/http/endpoint.ts';
import { user } from './harness.ts';

type Wanted = Partial<Pick<ProviderDefinition, 'settings' | 'headers' | 'namedHosts'>> & {
  readonly variables?: Readonly<Record<string, string>>;
  readonly wait?: EngineHost['wait'];
};

/** One question to a family over an endpoint of the provider `acme`, and what it said on the way. */
export function chatOver(
  url: string,
  family: CapabilityFactory<'chat'>,
  { variables = {}, wait, ...row }: Wanted = {},
) {
  const endpoint = createEndpoint({
    definition: { id: 'acme', name: 'Acme', baseUrl: { global: url }, auth: noAuth, ...row },
    config: { providers: {}, secret: () => undefined, variable: (name) => variables[name] },
    log: silentLog,
  });
  const chat = family(endpoint, { dataFolder: '/nowhere', log: silentLog, wait });
  const events: ChatEvent[] = [];
  const ask = (request: Partial<ChatRequest> = {}, options: Partial<ChatOptions> = {}): Promise<ChatResult> =>
    chat.chat(
      { model: 'model-1', messages: [user('hello')], ...request },
      { signal: new AbortController().signal, stream: false, onEvent: (event) => events.push(event), ...options },
    );
  return { ask, events };
}
