import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { answer, hang, hello, type PipelineOptions, pipeline, provider, scripted, toolCall } from './pipeline.ts';

// One dollar per million tokens is one micro-dollar a token.
const modelFacts: PipelineOptions['modelFacts'] = {
  acme: [{ id: 'small', capability: 'chat', price: { input: 1, output: 1 }, maxOutputTokens: 1000 }],
};
const short = { ...hello, maxTokens: 100 };
const usd = (micro: number) => micro / 1_000_000;

describe('budget', () => {
  it('refuses a call that may cost more than the caller allows, before it is made', async () => {
    const chat = scripted(answer('no'));
    const { run } = pipeline([provider('acme', { chat })], { modelFacts });
    const options = { model: 'acme', maxCostUsd: usd(50) };
    await expect(run('chat', short, options, toolCall())).rejects.toMatchObject({
      code: 'budget_exceeded',
      hint: expect.stringContaining('max_cost_usd'),
    });
    expect(chat.requests).toHaveLength(0);
  });

  it('gives an answer without a bound as many tokens as the budget affords, and says so', async () => {
    const chat = scripted(answer('fine'));
    const { run } = pipeline([provider('acme', { chat })], { modelFacts });
    const { receipt } = await run('chat', hello, { model: 'acme', maxCostUsd: usd(500) }, toolCall());
    const maxTokens = chat.requests[0]?.maxTokens ?? 0;
    expect(maxTokens).toBeGreaterThan(400);
    expect(maxTokens).toBeLessThan(500);
    expect(receipt.notes).toEqual([`The budget limits the answer to ${maxTokens} tokens.`]);
  });

  it('leaves the request alone when no limit is set', async () => {
    const chat = scripted(answer('fine'));
    const { run } = pipeline([provider('acme', { chat })], { modelFacts });
    await run('chat', hello, { model: 'acme' }, toolCall());
    expect(chat.requests[0]).not.toHaveProperty('maxTokens');
  });

  it('refuses an unknown price under a limit and says how to allow it', async () => {
    const { run } = pipeline([provider('acme', { chat: scripted(answer('no')) })], {
      settings: { budget: { day: 1_000_000 } },
    });
    await expect(run('chat', hello, { model: 'acme' }, toolCall())).rejects.toMatchObject({
      code: 'budget_exceeded',
      hint: expect.stringContaining('LLMKIT_BUDGET_USD_DAY'),
    });
  });

  it('takes the next candidate when the first is too dear', async () => {
    const { run } = pipeline(
      [provider('acme', { chat: scripted(answer('dear')) }), provider('beta', { chat: scripted(answer('cheap')) })],
      {
        modelFacts: {
          acme: [{ id: 'small', capability: 'chat', price: { input: 100, output: 100 } }],
          beta: [{ id: 'small', capability: 'chat', price: { input: 1, output: 1 } }],
        },
      },
    );
    const options = { model: 'acme', fallbacks: ['beta'], maxCostUsd: usd(200) };
    const { receipt } = await run('chat', short, options, toolCall());
    expect(receipt.provider).toBe('beta');
    expect(receipt.attempts[0]).toMatchObject({ model: 'acme/small', outcome: 'skipped' });
  });

  it('counts what calls that still run may cost', async () => {
    const chat = scripted(hang);
    const { run, clock } = pipeline([provider('acme', { chat })], {
      modelFacts,
      settings: { budget: { session: 300 } },
    });
    const cancel = new AbortController();
    const running = [1, 2].map(() =>
      run('chat', short, { model: 'acme' }, toolCall({ signal: cancel.signal })).catch(() => undefined),
    );
    await clock.advance(0);
    await expect(run('chat', short, { model: 'acme' }, toolCall())).rejects.toMatchObject({ code: 'budget_exceeded' });
    cancel.abort();
    await Promise.all(running);
  });

  it('gives back what an answer did not use', async () => {
    const chat = scripted(answer('fine', { usage: { input: 2, output: 3 } }));
    const { run } = pipeline([provider('acme', { chat })], { modelFacts, settings: { budget: { day: 200 } } });
    for (let time = 0; time < 10; time++) await run('chat', short, { model: 'acme' }, toolCall());
    expect(chat.requests).toHaveLength(10);
  });

  it('ends at the limit of the day and begins anew at the next', async () => {
    const chat = scripted(answer('fine', { usage: { input: 20, output: 100 } }));
    const { run, clock } = pipeline([provider('acme', { chat })], { modelFacts, settings: { budget: { day: 230 } } });
    await run('chat', short, { model: 'acme' }, toolCall());
    await expect(run('chat', short, { model: 'acme' }, toolCall())).rejects.toMatchObject({ code: 'budget_exceeded' });
    await clock.advance(12 * 3_600_000);
    await expect(run('chat', short, { model: 'acme' }, toolCall())).resolves.toBeDefined();
  });

  it('charges nothing for a refused request, and the whole estimate for one that may have been worked on', async () => {
    const chat = scripted(
      new ProviderError('bad_request', { status: 400 }),
      new ProviderError('timeout'),
      answer('never reached'),
    );
    const { run } = pipeline([provider('acme', { chat })], { modelFacts, settings: { budget: { day: 200 } } });
    const ask = () => run('chat', short, { model: 'acme' }, toolCall());
    await expect(ask()).rejects.toMatchObject({ code: 'bad_request' });
    await expect(ask()).rejects.toMatchObject({ code: 'timeout' });
    await expect(ask()).rejects.toMatchObject({ code: 'budget_exceeded' });
  });

  it('keeps tenants apart', async () => {
    const chat = scripted(answer('fine', { usage: { input: 20, output: 100 } }));
    const { run } = pipeline([provider('acme', { chat })], { modelFacts, settings: { budget: { day: 250 } } });
    await run('chat', short, { model: 'acme' }, toolCall());
    const other = toolCall({ principal: { tenant: 'other', subject: 'o' } });
    await expect(run('chat', short, { model: 'acme' }, other)).resolves.toBeDefined();
  });

  it('costs nothing to ask this machine, whatever the budget', async () => {
    const engine = provider('engine', {
      chat: scripted(answer('fine')),
      local: true,
      baseUrl: {},
      auth: { kind: 'none' },
    });
    const { run } = pipeline([engine], { settings: { budget: { call: 0 } } });
    await expect(run('chat', hello, { model: 'engine' }, toolCall())).resolves.toBeDefined();
  });
});
