import type { ChatRequest } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import { schemaInstruction } from '../instruction.ts';
import * as openai from '../openai-chat/encode.ts';
import { defined, type Json } from '../read.ts';
import { transcriptOf } from '../transcript.ts';

export type Encoded = {
  readonly body: Json;
  readonly notes: readonly string[];
  /** The text that was sent, where one was: some containers answer with it in front. */
  readonly prompt?: string;
};

/** A neutral request as a container takes it. Throws `unsupported` for what one text cannot say. */
export function encodeRequest(
  request: ChatRequest,
  context: { readonly provider: string; readonly stream: boolean; readonly isText: boolean },
): Encoded {
  if (context.isText) return textRequest(request, context);
  const { body, notes } = openai.encodeRequest(request, { ...context, dialect: { streamUsage: true } });
  // The endpoint is the model; what the container calls it is its own affair.
  return { body: defined({ ...body, model: undefined }), notes };
}

function textRequest(
  request: ChatRequest,
  { provider, stream }: { readonly provider: string; readonly stream: boolean },
): Encoded {
  if (request.tools?.length && request.toolChoice !== 'none') {
    throw new ProviderError('unsupported', {
      provider,
      message: 'This SageMaker container takes one text, so no tools can be offered to it.',
      hint: 'Unset SAGEMAKER_PAYLOAD for a container that speaks chat completions.',
      processed: false,
    });
  }
  const { system, prompt } = transcriptOf(request.messages, provider);
  const instruction = request.schema === undefined ? undefined : schemaInstruction(request.schema);
  const inputs = [system, instruction, prompt].filter((text) => text !== undefined).join('\n\n');
  const parameters = defined({
    max_new_tokens: request.maxTokens,
    temperature: request.temperature,
    return_full_text: false,
  });
  const notes = [
    ...(request.reasoning === undefined ? [] : ['reasoning options were dropped']),
    ...(instruction === undefined ? [] : ['the schema was put into the prompt: this model does not take it natively']),
  ];
  return { body: { inputs, parameters, ...(stream ? { stream: true } : {}) }, notes, prompt: inputs };
}
