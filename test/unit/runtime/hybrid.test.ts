import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { answer, hang, hello, pipeline, provider, type Step, scripted, toolCall } from './pipeline.ts';

function house(
  step: Step,
  more: { readonly contextTokens?: number; readonly far?: Step; readonly patienceMs?: number } = {},
) {
  const [near, far] = [scripted(step), scripted(more.far ?? answer('from afar'))];
  const here = provider('near', { chat: near, local: true, baseUrl: {}, auth: { kind: 'none' } });
  const { contextTokens, patienceMs } = more;
  return {
    near,
    far,
    ...pipeline([provider('far', { chat: far }), here], {
      settings: { policy: 'local-first', ...(patienceMs !== undefined && { localPatienceMs: patienceMs }) },
      modelFacts: contextTokens === undefined ? {} : { near: [{ id: 'small', capability: 'chat', contextTokens }] },
    }),
  };
}

describe('the policy local-first', () => {
  it('keeps an answer of this machine that will do', async () => {
    const { run, far } = house(answer('Paris.'));
    expect((await run('chat', hello, {}, toolCall())).receipt).toMatchObject({ provider: 'near', local: true });
    expect(far.requests).toEqual([]);
  });

  it.each([
    ['is empty', answer(' ')],
    ['was cut', answer('The reason is', { finishReason: 'length' })],
    ['gives up', answer("I'm sorry, I don't know that.")],
    ['fails', new ProviderError('overloaded', { message: 'busy' })],
  ])('asks elsewhere when the answer %s, and shows it', async (_, step) => {
    const { run } = house(step);
    const { result, receipt } = await run('chat', hello, {}, toolCall());
    expect(result.text).toBe('from afar');
    expect(receipt.attempts.at(-1)).toMatchObject({ model: 'far/small', outcome: 'ok' });
    expect(receipt.attempts[0]).toMatchObject({ model: 'near/small', outcome: 'error', reason: expect.any(String) });
  });

  it('asks elsewhere for JSON that came as something else', async () => {
    const { run } = house(answer('Sure! The name is Ann.'), { far: answer('{"name":"Ann"}') });
    const { result } = await run('chat', { ...hello, schema: { type: 'object' } }, {}, toolCall());
    expect(result.text).toBe('{"name":"Ann"}');
  });

  it('keeps a cut answer that was asked to be short', async () => {
    const { run } = house(answer('One two', { finishReason: 'length' }));
    const { receipt } = await run('chat', { ...hello, maxTokens: 2 }, {}, toolCall());
    expect(receipt.provider).toBe('near');
  });

  it('does not ask a model whose context is too short', async () => {
    const { run, near } = house(answer('fine'), { contextTokens: 300 });
    const long = {
      messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'word '.repeat(2000) }] }],
    };
    expect((await run('chat', long, {}, toolCall())).receipt.provider).toBe('far');
    expect(near.requests).toEqual([]);
  });

  it('waits for this machine only so long', async () => {
    const { run, clock, near } = house(hang, { patienceMs: 5_000 });
    const running = run('chat', hello, {}, toolCall());
    await expect.poll(() => near.requests.length).toBe(1);
    await clock.advance(5_000);
    const { receipt } = await running;
    expect(receipt.attempts[0]).toMatchObject({ model: 'near/small', reason: expect.stringContaining('within 5 s') });
    expect(receipt.provider).toBe('far');
  });

  it('gives the unsure answer, with a note, when nobody else answers', async () => {
    const { run } = house(answer('I do not know.'), { far: new ProviderError('auth_rejected', { message: 'no' }) });
    const { result, receipt } = await run('chat', hello, {}, toolCall());
    expect(result.text).toBe('I do not know.');
    expect(receipt).toMatchObject({ provider: 'near', notes: [expect.stringContaining('was not sure')] });
  });

  it('takes the word of a model that was named', async () => {
    const { run, far } = house(answer('I do not know.'));
    const { result } = await run('chat', hello, { model: 'near' }, toolCall());
    expect([result.text, far.requests.length]).toEqual(['I do not know.', 0]);
  });
});

describe('the policy cost-capped', () => {
  const priced = (id: string, output: number | undefined) => ({
    [id]: [{ id: 'small', capability: 'chat' as const, ...(output !== undefined && { price: { input: 1, output } }) }],
  });

  it('asks first who keeps to what a call may cost, and last whose price is unknown', async () => {
    const ids = ['dear', 'unknown', 'cheap'];
    const { estimate } = pipeline(
      ids.map((id) => provider(id, { chat: scripted(answer('fine')) })),
      {
        settings: { policy: 'cost-capped', budget: { call: 20_000 } },
        modelFacts: { ...priced('dear', 500), ...priced('unknown', undefined), ...priced('cheap', 1) },
      },
    );
    const { chosen, candidates } = await estimate('chat', hello, {}, toolCall());
    expect(chosen).toBe('cheap/small');
    expect(candidates[0]?.reason).toContain('cost-capped');
  });
});

describe('the policy offline', () => {
  it('asks this machine and servers that the operator named, and no hosted provider', async () => {
    const chats = ['hosted', 'nas', 'engine'].map(() => scripted(answer('fine')));
    const [hosted, nas, engine] = chats;
    const { run, estimate } = pipeline(
      [
        provider('hosted', { ...(hosted && { chat: hosted }) }),
        provider('nas', { ...(nas && { chat: nas }) }),
        provider('engine', { ...(engine && { chat: engine }), local: true, baseUrl: {}, auth: { kind: 'none' } }),
      ],
      { settings: { policy: 'offline', providers: { nas: { baseUrl: 'http://192.168.1.5:8000' } } } },
    );
    const { candidates } = await estimate('chat', hello, {}, toolCall());
    expect(candidates.map(({ model }) => model)).toEqual(['engine/small', 'nas/small']);
    await expect(run('chat', hello, { model: 'hosted' }, toolCall())).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the policy private', () => {
  it('asks no search engine, not even one of this machine, which would hand the query on', async () => {
    let asked = 0;
    const engine = provider('engine', {
      local: true,
      baseUrl: {},
      auth: { kind: 'none' },
      search: {
        limits: { results: 10, domains: 0, recency: 'none' },
        search: async () => {
          asked += 1;
          return { finds: [], usage: {} };
        },
      },
    });
    const { run } = pipeline([engine], { settings: { policy: 'private' } });
    const query = { query: 'my secret plan', count: 3 };
    await expect(run('search', query, {}, toolCall())).rejects.toMatchObject({ code: 'not_configured' });
    await expect(run('search', query, { model: 'engine' }, toolCall())).rejects.toMatchObject({ code: 'forbidden' });
    expect(asked).toBe(0);
  });
});
