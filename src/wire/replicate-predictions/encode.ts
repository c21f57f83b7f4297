import type { ChatRequest } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import { schemaInstruction } from '../instruction.ts';
import { defined, type Json } from '../read.ts';
import { transcriptOf } from '../transcript.ts';

export type Encoded = { readonly path: string; readonly body: Json; readonly notes: readonly string[] };

const MODEL = /^([\w.-]+)\/([\w.-]+)(?::([0-9a-f]{8,64}))?$/;

/** A neutral request as a prediction: `owner/name`, or `owner/name:version` for one that is pinned. Throws `unsupported`. */
export function encodeRequest(request: ChatRequest, provider: string): Encoded {
  if (request.tools?.length && request.toolChoice !== 'none') {
    throw new ProviderError('unsupported', {
      provider,
      message: `Models on ${provider} take no tools.`,
      hint: 'Choose a provider that does, or ask without tools.',
      processed: false,
    });
  }
  const target = predictionOf(request.model, provider);
  const { system, prompt } = transcriptOf(request.messages, provider);
  const instruction = request.schema === undefined ? undefined : schemaInstruction(request.schema);
  const rules = [system, instruction].filter((text) => text !== undefined);
  const input = defined({
    prompt,
    system_prompt: rules.length === 0 ? undefined : rules.join('\n\n'),
    max_tokens: request.maxTokens,
    temperature: request.temperature,
  });
  const notes = [
    ...(request.reasoning === undefined ? [] : ['reasoning options were dropped']),
    ...(instruction === undefined ? [] : ['the schema was put into the prompt: this model does not take it natively']),
  ];
  return { path: target.path, body: { ...target.body, input }, notes };
}

/** Where a prediction of `owner/name` or `owner/name:version` is asked for, and how its body names it. Throws `invalid_input`. */
export function predictionOf(model: string, provider: string): { readonly path: string; readonly body: Json } {
  const [, owner, name, version] = MODEL.exec(model) ?? [];
  if (owner === undefined || name === undefined || /^\.{1,2}$/.test(owner) || /^\.{1,2}$/.test(name)) {
    throw new ProviderError('invalid_input', {
      provider,
      message: `A model of ${provider} is named owner/name or owner/name:version.`,
      processed: false,
    });
  }
  return version === undefined
    ? { path: `/models/${owner}/${name}/predictions`, body: {} }
    : { path: '/predictions', body: { version } };
}
