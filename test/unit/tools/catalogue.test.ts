import { describe, expect, it } from 'vitest';
import { prompts } from '../../../prompts/index.generated.ts';
import { resources } from '../../../resources/index.generated.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import type { ToolCall } from '../../../src/core/tool.ts';
import chat from '../../../tools/chat.ts';
import estimateCost from '../../../tools/estimate_cost.ts';
import findModels from '../../../tools/find_models.ts';
import listCalls from '../../../tools/list_calls.ts';
import { answer, provider, scripted } from '../runtime/pipeline.ts';
import { appCall } from './app.ts';

const modelFacts = {
  acme: [
    { id: 'small', capability: 'chat' as const, contextTokens: 8000, price: { input: 1, output: 2 } },
    { id: 'org/big', capability: 'chat' as const, contextTokens: 200_000, price: { input: 10, output: 20 } },
  ],
  beta: [{ id: 'mystery', capability: 'chat' as const }],
};
const call = () =>
  appCall(
    [
      provider('acme', { chat: scripted(answer('fine')) }),
      provider('beta', {
        chat: scripted(answer('fine')),
        defaults: { chat: 'mystery' },
        baseUrl: { eu: 'https://eu.beta.example' },
      }),
    ],
    { modelFacts, settings: { keys: { ACME_API_KEY: 'k' } } },
  );

describe('find_models', () => {
  const found = async (input: Record<string, unknown>) =>
    (await findModels.run(findModels.input.parse(input), call())).models.map((model) => model.model);

  it('shows what is configured first, defaults before the rest', async () => {
    await expect(found({})).resolves.toEqual(['acme/small', 'acme/org/big', 'beta/mystery']);
  });

  it.each([
    [{ query: 'BIG acme' }, ['acme/org/big']],
    [{ configured: false }, ['beta/mystery']],
    [{ region: 'eu' }, ['beta/mystery']],
    [{ max_input_usd: 5 }, ['acme/small']],
    [{ min_context: 100_000 }, ['acme/org/big']],
    [{ capability: 'embed' }, []],
    [{ limit: 1 }, ['acme/small']],
  ])('filters by %j', async (input, expected) => {
    await expect(found(input)).resolves.toEqual(expected);
  });

  it('says in its text what is not known', async () => {
    const output = findModels.output.parse(await findModels.run(findModels.input.parse({}), call()));
    expect(findModels.text(output)).toMatchInlineSnapshot(`
      "acme/small: chat, 8000 tokens, $1 in, $2 out a million
      acme/org/big: chat, 200000 tokens, $10 in, $20 out a million
      beta/mystery: chat, not configured, price unknown"
    `);
  });
});

describe('estimate_cost', () => {
  const estimated = async (input: Record<string, unknown>) =>
    estimateCost.output.parse(await estimateCost.run(estimateCost.input.parse(input), call()));

  it('prices every model of a comparison, and chooses none', async () => {
    const models = ['acme', 'acme/org/big'];
    const output = await estimated({ tool: 'compare', arguments: { prompt: 'Hi', models } });
    expect(output.candidates.map(({ model }) => model)).toEqual(['acme/small', 'acme/org/big']);
    for (const { cost_usd } of output.candidates) expect(cost_usd?.high).toBeGreaterThan(0);
    expect(output.chosen).toBeUndefined();
  });

  it('names the candidates, the bounds and the choice', async () => {
    const output = await estimated({
      tool: 'chat',
      arguments: { prompt: 'x'.repeat(4000), model: 'acme/org/big', fallbacks: ['acme', 'beta'], max_tokens: 1000 },
    });
    expect(output).toMatchObject({
      chosen: 'acme/org/big',
      candidates: [
        { model: 'acme/org/big', reason: 'named by the caller' },
        { model: 'acme/small', reason: 'fallback' },
        { model: 'beta', cost_usd: null, reason: expect.stringContaining('not_configured') },
      ],
    });
    const { low, high } = output.candidates[0]?.cost_usd ?? { low: 0, high: 0 };
    // 4,000 letters are about 1,000 tokens; 1,000 more may come out.
    expect(low).toBeLessThanOrEqual(0.01);
    expect(high).toBeGreaterThanOrEqual(0.03);
    expect(high).toBeLessThan(0.05);
  });

  it('knows the price of a model that has no key yet', async () => {
    const asked = appCall([provider('acme', { chat: scripted(answer('no')) })], { modelFacts, settings: { keys: {} } });
    const output = await estimateCost.run({ tool: 'chat', arguments: { prompt: 'Hi', model: 'acme' } }, asked);
    expect(output).toEqual({
      candidates: [
        {
          model: 'acme',
          cost_usd: { low: expect.any(Number), high: expect.any(Number) },
          reason: expect.stringContaining('not_configured'),
        },
      ],
    });
  });

  it('says the shortest way when nothing is named and nothing configured', async () => {
    const asked = appCall([provider('acme', { chat: scripted(answer('no')) })], { settings: { keys: {} } });
    await expect(estimateCost.run({ tool: 'chat', arguments: { prompt: 'Hi' } }, asked)).rejects.toMatchObject({
      code: 'not_configured',
    });
  });

  it('makes no call', async () => {
    const capability = scripted(answer('never'));
    const quiet = appCall([provider('acme', { chat: capability })]);
    await estimateCost.run({ tool: 'chat', arguments: { prompt: 'Hi', model: 'acme' } }, quiet);
    expect(capability.requests).toHaveLength(0);
  });

  it('names the argument that is wrong', async () => {
    await expect(estimated({ tool: 'embed', arguments: { texts: 'one' } })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('arguments.texts'),
    });
  });
});

describe('list_calls', () => {
  it('lists the newest first, with unknown costs as null', async () => {
    const asked = call();
    await chat.run(chat.input.parse({ prompt: 'Hi', model: 'acme' }), asked);
    await chat.run(chat.input.parse({ prompt: 'Hi', model: 'beta' }), asked).catch(() => undefined);
    const output = listCalls.output.parse(await listCalls.run(listCalls.input.parse({}), asked));
    expect(output.total_usd).toBe(0.00002);
    expect(output.calls).toMatchObject([
      { model: 'beta', outcome: 'not_configured', cost_usd: null },
      {
        id: 'call-1',
        at: '2026-11-22T12:00:00.000Z',
        tool: 'chat',
        model: 'acme/small',
        outcome: 'ok',
        cost_usd: 0.00002,
      },
    ]);
  });

  it('refuses a `since` that is no date', async () => {
    await expect(listCalls.run({ since: 'yesterday' }, call())).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('resources', () => {
  const read = async (uri: string, variables: Record<string, string>, asked: ToolCall = call()) => {
    const contents = await resources.find((resource) => resource.uri === uri)?.read(variables, asked);
    return JSON.parse(contents !== undefined && 'text' in contents ? contents.text : 'null');
  };

  it('lists providers with what is missing', async () => {
    expect((await read('llmkit://providers', {})).providers).toMatchObject([
      { id: 'acme', configured: true },
      { id: 'beta', configured: false, missing: 'BETA_API_KEY', regions: ['eu'] },
    ]);
  });

  it('shows one provider with its models, and the nearest for one that does not exist', async () => {
    expect((await read('llmkit://providers/{id}', { id: 'acme' })).models).toHaveLength(2);
    await expect(read('llmkit://providers/{id}', { id: 'acm' })).rejects.toMatchObject({
      code: 'not_found',
      hint: 'Nearest: acme.',
    });
  });

  it('shows one model whose id holds a slash', async () => {
    const model = await read('llmkit://models/{provider}/{model}', { provider: 'acme', model: 'org/big' });
    expect(model).toMatchObject({ model: 'acme/org/big', context_tokens: 200_000 });
  });

  it('completes providers, and models of the provider that is known', async () => {
    const template = resources.find((resource) => resource.name === 'model');
    await expect(template?.complete?.('provider', 'a', {}, call())).resolves.toEqual(['acme']);
    await expect(template?.complete?.('model', '', { provider: 'beta' }, call())).resolves.toEqual(['mystery']);
  });

  it('shows what was used today and the guards', async () => {
    const broken = scripted(new ProviderError('bad_response'), answer('fine'));
    const asked = appCall([provider('acme', { chat: broken })], { modelFacts });
    await chat.run(chat.input.parse({ prompt: 'Hi', model: 'acme' }), asked).catch(() => undefined);
    await chat.run(chat.input.parse({ prompt: 'Hi', model: 'acme' }), asked);
    expect(await read('llmkit://usage', {}, asked)).toMatchObject({
      since: '2026-11-22T00:00:00.000Z',
      models: [{ model: 'acme/small', calls: 2, errors: 1, input_tokens: 10, calls_of_unknown_cost: 0 }],
    });
    expect(await read('llmkit://health', {}, asked)).toMatchObject({
      routes: [{ model: 'acme/small', breaker: 'closed', calls: 2, failures: 1 }],
      providers: [{ provider: 'acme', running: 0, queued: 0 }],
    });
  });
});

describe('prompts', () => {
  it.each(prompts.map((prompt) => [prompt.name, prompt] as const))(
    '%s carries every argument, quoted',
    (_name, prompt) => {
      const values = Object.fromEntries(prompt.arguments.map(({ name }) => [name, `the "${name}"\nvalue`]));
      const text = prompt.render(values);
      const carried = prompt.arguments.filter(
        ({ name }) => text.includes(`the "${name}"`) || text.includes(`the \\"${name}\\"`),
      );
      expect(carried).toHaveLength(prompt.arguments.length);
    },
  );
});
