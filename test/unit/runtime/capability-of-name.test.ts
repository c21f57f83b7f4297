import { expect, it } from 'vitest';
import { capabilityOfName } from '../../../src/runtime/discover.ts';

it.each([
  ['nomic-embed-text', 'embed'],
  ['BAAI/bge-m3', 'embed'],
  ['BAAI/bge-reranker-v2-m3', 'rerank'],
  ['Qwen3-Reranker-0.6B', 'rerank'],
  ['cross-encoder/ms-marco-MiniLM-L-6-v2', 'rerank'],
  ['Systran/faster-whisper-large-v3', 'transcribe'],
  ['nvidia/parakeet-tdt-0.6b-v3', 'transcribe'],
  ['gpt-4o-mini-transcribe', 'transcribe'],
  ['Qwen/Qwen3-ASR-1.7B', 'transcribe'],
  ['qwen3:8b', 'chat'],
  ['quasar-chat', 'chat'],
  ['voxtral-small', 'chat'],
])('takes %s for a model that does %s', (model, capability) => {
  expect(capabilityOfName(model)).toBe(capability);
});
