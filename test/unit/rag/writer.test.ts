import { describe, expect, it } from 'vitest';
import { fenceOf, writerOf } from '../../../src/rag/writer.ts';
import { answer, provider, scripted } from '../runtime/pipeline.ts';
import { appCall } from '../tools/app.ts';

describe('writerOf', () => {
  it('asks the model that the caller named, through the pipeline', async () => {
    const [acme, beta] = [scripted(answer('no')), scripted(answer(' yes \n', { finishReason: 'length' }))];
    const call = appCall([provider('acme', { chat: acme }), provider('beta', { chat: beta })]);
    const written = await writerOf(call.app)('Say yes.', { model: 'beta' }, call);
    expect(written).toMatchObject({ text: 'yes', isCut: true, receipt: { provider: 'beta', usage: { input: 10 } } });
    expect(acme.requests).toEqual([]);
  });

  it('takes a blocked answer for an error, not for an empty one', async () => {
    const call = appCall([provider('acme', { chat: scripted(answer('', { finishReason: 'content_filter' })) })]);
    await expect(writerOf(call.app)('Hello', {}, call)).rejects.toMatchObject({ code: 'content_filter' });
  });
});

it('fences text with marks that depend on all of it', () => {
  const one = fenceOf(['a', 'b']).wrap('passage', 'a');
  expect(one).toMatch(/^<passage [0-9a-f]{16}>\na\n<\/passage [0-9a-f]{16}>$/u);
  expect(fenceOf(['a', 'c']).wrap('passage', 'a')).not.toBe(one);
});
