import { describe, expect, it } from 'vitest';
import type { EmbedCapability, EmbedRequest } from '../../../src/core/embed.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import { pipeline, provider, toolCall } from './pipeline.ts';

/** Embeds a text as its number and its length; `alter` spoils the answer. */
function embedder(
  maxBatch: number,
  alter: (vectors: Float32Array[], request: EmbedRequest) => Float32Array[] = (v) => v,
) {
  const batches: (readonly string[])[] = [];
  const capability: EmbedCapability = {
    maxBatch,
    async embed(request) {
      batches.push(request.texts);
      const vectors = request.texts.map((text) => new Float32Array([Number(text), text.length]));
      return { vectors: alter(vectors, request), usage: { input: request.texts.length } };
    },
  };
  return { batches, capability };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

describe('embed', () => {
  it('splits what is too much for one request, keeps the order and sums the usage', async () => {
    const { batches, capability } = embedder(3);
    const { run } = pipeline([provider('acme', { embed: capability })]);
    const { result, receipt } = await run('embed', { texts: numbers(10) }, { model: 'acme' }, toolCall());
    expect(batches.map((batch) => batch.length).toSorted()).toEqual([1, 3, 3, 3]);
    expect(result.vectors.map((vector) => vector[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(receipt.usage).toEqual({ input: 10 });
    expect(receipt.attempts).toHaveLength(1);
  });

  it('repeats only the batch that failed', async () => {
    let failures = 1;
    const { batches, capability } = embedder(2, (vectors, { texts }) => {
      if (texts.includes('2') && failures-- > 0)
        throw new ProviderError('overloaded', { status: 503, processed: false });
      return vectors;
    });
    const { run, clock } = pipeline([provider('acme', { embed: capability })]);
    const running = run('embed', { texts: numbers(6) }, { model: 'acme' }, toolCall());
    const { result } = await clock.runUntil(running);
    expect(batches).toHaveLength(4);
    expect(result.vectors.map((vector) => vector[0])).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each<[string, (vectors: Float32Array[], request: EmbedRequest) => Float32Array[]]>([
    ['fewer vectors than texts', (vectors) => vectors.slice(1)],
    ['a vector of another length', ([, ...rest]) => [new Float32Array([1]), ...rest]],
    ['something that is no number', ([, ...rest]) => [new Float32Array([Number.NaN, 1]), ...rest]],
    ['an infinite number', ([, ...rest]) => [new Float32Array([Number.POSITIVE_INFINITY, 1]), ...rest]],
    ['empty vectors', (vectors) => vectors.map(() => new Float32Array())],
    [
      'another length in another batch',
      (vectors, { texts }) => (texts.includes('0') ? vectors : vectors.map(() => new Float32Array(3))),
    ],
  ])('refuses %s', async (_name, alter) => {
    const { run } = pipeline([provider('acme', { embed: embedder(2, alter).capability })]);
    await expect(run('embed', { texts: numbers(4) }, { model: 'acme' }, toolCall())).rejects.toMatchObject({
      code: 'bad_response',
      provider: 'acme',
    });
  });

  it('refuses another dimension than was asked for', async () => {
    const { run } = pipeline([provider('acme', { embed: embedder(10).capability })]);
    const request = { texts: numbers(2), dimensions: 256 };
    await expect(run('embed', request, { model: 'acme' }, toolCall())).rejects.toMatchObject({ code: 'bad_response' });
  });

  it.each([[[]], [['a', ' ']]])('refuses %j as texts', async (texts) => {
    const { run } = pipeline([provider('acme', { embed: embedder(10).capability })]);
    await expect(run('embed', { texts }, { model: 'acme' }, toolCall())).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
