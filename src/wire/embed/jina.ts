import type { EmbedRequest } from '../../core/embed.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { openaiEmbeddings } from '../openai-embeddings.ts';

const TASKS = { query: 'retrieval.query', document: 'retrieval.passage' } as const;
const CODE_TASKS = { query: 'nl2code.query', document: 'nl2code.passage' } as const;

/** What vectors are for, as each generation says it; the second knows no purposes. */
function taskOf({ model, inputType }: EmbedRequest): string | undefined {
  if (inputType === undefined || /embeddings-v2|colbert/.test(model)) return undefined;
  if (/code-embeddings/.test(model)) return CODE_TASKS[inputType];
  if (/clip/.test(model)) return inputType === 'query' ? TASKS.query : undefined;
  return TASKS[inputType];
}

/** Tokens of a text that a model reads: the newer ones take more. */
const reads = (model: string): number => (/embeddings-v[45]|code-embeddings/.test(model) ? 32_768 : 8192);

/** Embeddings over Jina's wire: https://api.jina.ai/openapi.json, read 2026-11-22. */
export const jinaEmbed = (): CapabilityFactory<'embed'> =>
  openaiEmbeddings({
    maxBatch: 512,
    dimensionsField: (model) => (/embeddings-v2/.test(model) ? undefined : 'dimensions'),
    reads,
    extra: (request) => ({ task: taskOf(request), truncate: true }),
  });
