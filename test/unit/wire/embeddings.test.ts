import { describe, expect, it } from 'vitest';
import * as geminiWire from '../../../src/wire/gemini-embeddings.ts';
import { decodeResponse, encodeRequest } from '../../../src/wire/openai-embeddings.ts';
import { failureOf } from '../http/harness.ts';

const floats = (...values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer).toString('base64');

describe('embeddings over OpenAI’s wire', () => {
  it('puts vectors in the order of the texts and reads base64', () => {
    const data = [
      { index: 1, embedding: floats(3, 4) },
      { index: 0, embedding: [1, 2] },
    ];
    const { vectors, usage } = decodeResponse({ data, usage: { prompt_tokens: 5 } }, 2, 'acme');
    expect(vectors.map((vector) => [...vector])).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(usage).toEqual({ input: 5 });
  });

  it.each([
    ['fewer vectors than texts', [{ index: 0, embedding: [1] }]],
    ['vectors of different lengths', [{ embedding: [1] }, { embedding: [1, 2] }]],
    ['something that is no number', [{ embedding: [1, 'x'] }, { embedding: [1, 2] }]],
    ['a null', [{ embedding: [1, null] }, { embedding: [1, 2] }]],
    ['empty vectors', [{ embedding: [] }, { embedding: [] }]],
    ['base64 of an odd length', [{ embedding: 'AAA=' }, { embedding: [1] }]],
  ])('refuses %s', async (_what, data) => {
    expect(await failureOf(async () => decodeResponse({ data }, 2, 'acme'))).toMatchObject({ code: 'bad_response' });
  });

  it('reads an error in a body of 200', async () => {
    expect(
      await failureOf(async () => decodeResponse({ error: { message: 'no', code: 401 } }, 1, 'acme')),
    ).toMatchObject({ code: 'auth_rejected' });
  });

  it('names dimensions as the dialect does, or drops them with a note', () => {
    const request = { model: 'm', texts: ['a'], dimensions: 64 };
    expect(encodeRequest(request, {})).toEqual({ body: { model: 'm', input: ['a'], dimensions: 64 }, notes: [] });
    expect(encodeRequest(request, { dimensionsField: () => 'output_dimension' }).body).toHaveProperty(
      'output_dimension',
      64,
    );
    const dropped = encodeRequest(request, { dimensionsField: () => undefined });
    expect(dropped.body).toEqual({ model: 'm', input: ['a'] });
    expect(dropped.notes).toHaveLength(1);
  });
});

describe('embeddings over Gemini’s wire', () => {
  const request = { model: 'gemini-embedding-001', texts: ['a', 'b'], inputType: 'query' as const, dimensions: 2 };
  it('names model, task and dimensions in every request of the batch', () => {
    const one = (text: string) => ({
      model: 'models/gemini-embedding-001',
      content: { parts: [{ text }] },
      taskType: 'RETRIEVAL_QUERY',
      outputDimensionality: 2,
    });
    expect(geminiWire.encodeRequest(request)).toEqual({ requests: [one('a'), one('b')] });
  });

  it('normalises vectors that were cut to fewer dimensions', () => {
    const { vectors } = geminiWire.decodeResponse(
      { embeddings: [{ values: [3, 4] }, { values: [0, 0] }] },
      request,
      'google',
    );
    expect([...(vectors[0] ?? [])].map((value) => value.toFixed(4))).toEqual(['0.6000', '0.8000']);
    expect([...(vectors[1] ?? [])]).toEqual([0, 0]);
  });

  it('refuses a wrong count', async () => {
    expect(
      await failureOf(async () => geminiWire.decodeResponse({ embeddings: [{ values: [1] }] }, request, 'google')),
    ).toMatchObject({ code: 'bad_response' });
  });
});
