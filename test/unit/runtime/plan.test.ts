import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/core/endpoint.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import { jsonAnswer, noNetwork } from '../../endpoint.ts';
import { answer, hello, pipeline, provider, scripted, toolCall } from './pipeline.ts';

const chat = () => scripted(answer('fine'));
const engine = (id: string) => provider(id, { chat: chat(), local: true, baseUrl: {}, auth: { kind: 'none' } });
const chosen = async (definitions: Parameters<typeof pipeline>[0], options: Parameters<typeof pipeline>[1]) => {
  const { estimate } = pipeline(definitions, options);
  return (await estimate('chat', hello, {}, toolCall())).candidates.map((candidate) => candidate.model);
};

describe('naming a model', () => {
  it('splits at the first slash only', async () => {
    const acme = chat();
    const { run } = pipeline([provider('acme', { chat: acme })]);
    await run('chat', hello, { model: 'acme/vendor/model:free' }, toolCall());
    expect(acme.requests[0]?.model).toBe('vendor/model:free');
  });

  it('passes a model on that the catalogue does not know, its price unknown', async () => {
    const { estimate } = pipeline([provider('acme', { chat: chat() })]);
    const { candidates } = await estimate('chat', hello, { model: 'acme/brand-new' }, toolCall());
    expect(candidates).toEqual([{ model: 'acme/brand-new', cost: undefined, reason: 'named by the caller' }]);
  });

  it('names the nearest for a provider that does not exist', async () => {
    const { run } = pipeline([provider('mistral', { chat: chat() }), provider('groq', { chat: chat() })]);
    await expect(run('chat', hello, { model: 'mistrall/large' }, toolCall())).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('mistral'),
    });
  });

  it('names the full reference for a bare model id', async () => {
    const { run } = pipeline([provider('acme', { chat: chat() })], {
      modelFacts: { acme: [{ id: 'turbo-9', capability: 'chat' }] },
    });
    await expect(run('chat', hello, { model: 'turbo-9' }, toolCall())).rejects.toMatchObject({
      hint: expect.stringContaining('acme/turbo-9'),
    });
  });

  it('adds the nearest known models when the provider does not know one', async () => {
    const missing = scripted(new ProviderError('not_found', { status: 404, message: 'no such model' }));
    const { run } = pipeline([provider('acme', { chat: missing })], {
      modelFacts: { acme: [{ id: 'turbo-9', capability: 'chat' }] },
    });
    await expect(run('chat', hello, { model: 'acme/turbo-99' }, toolCall())).rejects.toMatchObject({
      code: 'not_found',
      message: 'no such model',
      hint: 'Nearest known: acme/turbo-9.',
    });
  });

  it('names who can when a provider lacks the capability', async () => {
    const { run } = pipeline([provider('acme', {}), provider('beta', { chat: chat() })]);
    await expect(run('chat', hello, { model: 'acme/x' }, toolCall())).rejects.toMatchObject({
      code: 'unsupported',
      hint: 'These can: beta.',
    });
  });

  it.each([
    ['sunset', 'has been shut down'],
    ['not-launched', 'has not launched a public API'],
  ] as const)('says what stands in for a provider that is %s', async (status, why) => {
    const gone = provider('gone', { chat: chat(), status, baseUrl: {}, replacedBy: 'acme' });
    const { run } = pipeline([gone]);
    await expect(run('chat', hello, { model: 'gone/x' }, toolCall())).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(why),
      hint: 'Use acme instead.',
    });
  });

  it('names the variable that is missing', async () => {
    const { run } = pipeline([provider('acme', { chat: chat() })], { settings: { keys: {} } });
    await expect(run('chat', hello, { model: 'acme' }, toolCall())).rejects.toMatchObject({
      code: 'not_configured',
      hint: expect.stringContaining('ACME_API_KEY'),
    });
  });

  it('refuses more fallbacks than anyone needs', async () => {
    const { run } = pipeline([provider('acme', { chat: chat() })]);
    const fallbacks = Array.from({ length: 9 }, () => 'acme');
    await expect(run('chat', hello, { model: 'acme', fallbacks }, toolCall())).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('lifecycle', () => {
  const ends = (shutdown: string) => ({
    acme: [{ id: 'old', capability: 'chat' as const, shutdown, replacedBy: 'new' }],
  });

  it('refuses a model after its shutdown date and names the replacement', async () => {
    const { run } = pipeline([provider('acme', { chat: chat() })], { modelFacts: ends('2026-11-20') });
    await expect(run('chat', hello, { model: 'acme/old' }, toolCall())).rejects.toMatchObject({
      code: 'unavailable',
      hint: 'Use acme/new.',
    });
  });

  it('warns in the 30 days before', async () => {
    const { run } = pipeline([provider('acme', { chat: chat() })], { modelFacts: ends('2026-12-15') });
    const { receipt } = await run('chat', hello, { model: 'acme/old' }, toolCall());
    expect(receipt.notes).toEqual(['acme/old shuts down on 2026-12-15. acme/new replaces it.']);
  });

  it('is silent long before', async () => {
    const { run } = pipeline([provider('acme', { chat: chat() })], { modelFacts: ends('2027-11-20') });
    expect((await run('chat', hello, { model: 'acme/old' }, toolCall())).receipt.notes).toEqual([]);
  });

  it('lets the operator’s own server serve what the provider ended', async () => {
    const { run } = pipeline([provider('acme', { chat: chat() })], {
      modelFacts: ends('2026-11-20'),
      settings: { providers: { acme: { baseUrl: 'http://127.0.0.1:9/v1' } } },
    });
    await expect(run('chat', hello, { model: 'acme/old' }, toolCall())).resolves.toBeDefined();
  });
});

describe('policy', () => {
  const prices = {
    dear: [{ id: 'small', capability: 'chat' as const, price: { input: 10, output: 10 } }],
    cheap: [{ id: 'small', capability: 'chat' as const, price: { input: 1, output: 1 } }],
  };
  const all = () => [
    engine('engine'),
    provider('dear', { chat: chat() }),
    provider('unpriced', { chat: chat() }),
    provider('cheap', { chat: chat() }),
  ];

  it('auto: what has a key first, in the catalogue’s order', async () => {
    await expect(chosen(all(), {})).resolves.toEqual(['dear/small', 'unpriced/small', 'cheap/small']);
  });

  it('cheap: the lowest estimate first, the unknown price last', async () => {
    const order = await chosen(all(), { modelFacts: prices, settings: { policy: 'cheap' } });
    expect(order).toEqual(['engine/small', 'cheap/small', 'dear/small']);
  });

  it('local-first: this machine before elsewhere', async () => {
    const [first] = await chosen(all(), { settings: { policy: 'local-first' } });
    expect(first).toBe('engine/small');
  });

  it('private: this machine only', async () => {
    await expect(chosen(all(), { settings: { policy: 'private' } })).resolves.toEqual(['engine/small']);
  });

  it('private: refuses a named provider elsewhere', async () => {
    const { run } = pipeline(all(), { settings: { policy: 'private' } });
    await expect(run('chat', hello, { model: 'dear' }, toolCall())).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('private: a local server that was moved to another machine is not local', async () => {
    const runtime = provider('runtime', { chat: chat(), local: true, auth: { kind: 'none' } });
    const settings = { policy: 'private', providers: { runtime: { baseUrl: 'http://10.0.0.7:11434' } } } as const;
    const { run } = pipeline([runtime], { settings });
    await expect(run('chat', hello, {}, toolCall())).rejects.toMatchObject({ code: 'not_configured' });
  });

  it('fast: the shortest measured time first', async () => {
    const slow = scripted(async () => {
      await clock.sleep(9000);
      return answer('late');
    });
    const { run, estimate, clock } = pipeline([provider('slow', { chat: slow }), provider('quick', { chat: chat() })], {
      settings: { policy: 'fast' },
    });
    await clock.runUntil(run('chat', hello, { model: 'slow' }, toolCall()));
    await run('chat', hello, { model: 'quick' }, toolCall());
    const { candidates } = await estimate('chat', hello, {}, toolCall());
    expect(candidates.map((candidate) => candidate.model)).toEqual(['quick/small', 'slow/small']);
  });

  it('passes over models that are known to lack what the request needs', async () => {
    const blind = { blind: [{ id: 'small', capability: 'chat' as const, vision: false }] };
    const { estimate } = pipeline([provider('blind', { chat: chat() }), provider('sees', { chat: chat() })], {
      modelFacts: blind,
    });
    const media = { bytes: new Uint8Array(3), mimeType: 'image/png' };
    const request = { messages: [{ role: 'user', parts: [{ type: 'image', media }] }] } as const;
    expect((await estimate('chat', request, {}, toolCall())).chosen).toBe('sees/small');
  });

  it('falls back among its own choices', async () => {
    const { run } = pipeline([
      provider('acme', { chat: scripted(new ProviderError('quota_exhausted')) }),
      provider('beta', { chat: chat() }),
    ]);
    expect((await run('chat', hello, {}, toolCall())).receipt.provider).toBe('beta');
  });

  it('says the shortest way when nothing is configured', async () => {
    const { run } = pipeline([provider('acme', { chat: chat() }), provider('beta', { chat: chat() })], {
      settings: { keys: {} },
    });
    await expect(run('chat', hello, {}, toolCall())).rejects.toMatchObject({
      code: 'not_configured',
      hint: expect.stringContaining('Set one of ACME_API_KEY, BETA_API_KEY'),
    });
  });

  it('says first what could be installed, where an engine lacks only its program', async () => {
    const program = { names: ['no-such-program'], install: 'apt-get install engine' };
    const engine = provider('engine', { chat: chat(), local: true, auth: { kind: 'none' }, baseUrl: {}, program });
    const { run } = pipeline([provider('acme', { chat: chat() }), engine], { settings: { keys: {} } });
    await expect(run('chat', hello, {}, toolCall())).rejects.toMatchObject({
      code: 'not_configured',
      hint: expect.stringContaining('Run `apt-get install engine`, or set one of ACME_API_KEY.'),
    });
  });
});

describe('discovery', () => {
  const runtime = (capability = chat()) =>
    provider('runtime', {
      chat: capability,
      embed: { maxBatch: 1, embed: async () => ({ vectors: [], usage: {} }) },
      local: true,
      auth: { kind: 'none' },
      baseUrl: { global: 'http://localhost:11434' },
      discover: { probe: '/v1/models', models: '/v1/models' },
      defaults: { chat: 'not-pulled' },
    });

  /** A runtime that lists these models, or the way it fails. */
  const listening = (body: unknown) => {
    const asked: string[] = [];
    const endpoint: Endpoint = {
      ...noNetwork,
      provider: 'runtime',
      async send(path, _body, { signal }) {
        asked.push(path);
        if (body === 'refused') throw new ProviderError('network', { processed: false });
        if (body === 'hangs')
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        return jsonAnswer(async () => body);
      },
    };
    return { asked, createEndpoint: () => endpoint };
  };
  const discover = { settings: { discover: true } };

  it.each([
    ['OpenAI’s', { data: [{ id: 'nomic-embed-text' }, { id: 'qwen3.6:4b' }] }],
    ['Ollama’s', { models: [{ name: 'nomic-embed-text' }, { name: 'qwen3.6:4b' }] }],
  ])('uses a runtime that listens and lists its models in %s shape', async (_name, body) => {
    const capability = chat();
    const { run, catalogue } = pipeline([runtime(capability)], { ...discover, ...listening(body) });
    const { receipt } = await run('chat', hello, {}, toolCall());
    expect(receipt).toMatchObject({ provider: 'runtime', model: 'qwen3.6:4b', local: true, costMicroUsd: 0 });
    expect((await catalogue.models()).map(({ ref, capability: can }) => `${ref} ${can}`)).toEqual([
      'runtime/nomic-embed-text embed',
      'runtime/qwen3.6:4b chat',
    ]);
  });

  it.each([
    ['vllm', 'runtime/qwen'],
    ['another', undefined],
  ])('tells by owned_by whose list it is on a port that kinds of server share: %s', async (ownedBy, model) => {
    const body = { data: [{ id: 'qwen', owned_by: 'vllm' }] };
    const definition = { ...runtime(), discover: { probe: '/v1/models', models: '/v1/models', ownedBy } };
    const { catalogue } = pipeline([definition], { ...discover, ...listening(body) });
    expect((await catalogue.models())[0]?.ref).toBe(model);
    expect((await catalogue.providers())[0]?.configured).toBe(model !== undefined);
  });

  it('knows a row about some models only where one of them is served', async () => {
    const about = (name: string) => {
      const accepts = (model: string) => model.startsWith(name);
      return { ...runtime(), discover: { probe: '/v1/models', models: '/v1/models', accepts } };
    };
    const served = listening({ data: [{ id: 'gemma4' }, { id: 'qwen3.6' }] });
    const { catalogue } = pipeline([about('gemma')], { ...discover, ...served });
    expect((await catalogue.models()).map(({ ref }) => ref)).toEqual(['runtime/gemma4']);
    const { run } = pipeline([about('phi')], { ...discover, ...served });
    await expect(run('chat', hello, {}, toolCall())).rejects.toMatchObject({ code: 'not_configured' });
  });

  it('takes what a server lists for what the server does, when it lists in a way of its own', async () => {
    const image = { limits: () => ({}), generate: async () => ({ images: [], usage: {} }) };
    const read = (body: unknown) => (Array.isArray(body) ? body.map(String) : []);
    const painter = {
      ...runtime(),
      capabilities: { image: () => image },
      discover: { probe: '/models', models: '/models', read },
      defaults: {},
    };
    const { catalogue } = pipeline([painter], { ...discover, ...listening(['sdxl.safetensors', 'e5']) });
    expect((await catalogue.models()).map(({ ref, capability }) => `${ref} ${capability}`)).toEqual([
      'runtime/sdxl.safetensors image',
      'runtime/e5 image',
    ]);
    expect(await catalogue.defaultModel(painter, 'image')).toBe('sdxl.safetensors');
    const both = { ...runtime(), capabilities: { ...runtime().capabilities, image: () => image } };
    const served = listening({ data: [{ id: 'qwen3' }, { id: 'stablediffusion' }] });
    const { catalogue: mixed } = pipeline([both], { ...discover, ...served });
    expect(await mixed.defaultModel(both, 'image')).toBe('stablediffusion');
  });

  it('uses a server that only a variable of the ecosystem names as soon as it answers', async () => {
    const row = { ...runtime(), server: { env: ['RUNTIME_HOST'], port: 11_434 } };
    const settings = { discover: false, keys: { RUNTIME_HOST: '0.0.0.0' } };
    const { run } = pipeline([row], { settings, ...listening({ data: [{ id: 'a' }] }) });
    await expect(run('chat', hello, {}, toolCall())).resolves.toMatchObject({ receipt: { model: 'a', local: true } });
    const { run: runAlone } = pipeline([row], { settings, ...listening('refused') });
    await expect(runAlone('chat', hello, {}, toolCall())).rejects.toMatchObject({ code: 'not_configured' });
  });

  it('asks once in 30 s', async () => {
    const { asked, createEndpoint } = listening({ data: [{ id: 'a' }] });
    const { run, clock } = pipeline([runtime()], { ...discover, createEndpoint });
    await run('chat', hello, {}, toolCall());
    await run('chat', hello, {}, toolCall());
    expect(asked).toHaveLength(1);
    await clock.advance(30_000);
    await run('chat', hello, {}, toolCall());
    expect(asked).toHaveLength(2);
  });

  it.each(['refused', 'hangs'])('does without a runtime that is not there: %s', async (failure) => {
    const { run, clock } = pipeline([runtime()], { ...discover, ...listening(failure) });
    await expect(clock.runUntil(run('chat', hello, {}, toolCall()))).rejects.toMatchObject({ code: 'not_configured' });
    expect(clock.monotonicMs()).toBeLessThanOrEqual(300);
  });

  it('asks nobody when it is switched off', async () => {
    const { asked, createEndpoint } = listening({ data: [{ id: 'a' }] });
    const { run } = pipeline([runtime()], { createEndpoint });
    await expect(run('chat', hello, {}, toolCall())).rejects.toMatchObject({ code: 'not_configured' });
    expect(asked).toEqual([]);
  });

  it('simply tries a runtime that is named with its model', async () => {
    const { run } = pipeline([runtime()], { ...discover, ...listening('refused') });
    await expect(run('chat', hello, { model: 'runtime/llama' }, toolCall())).resolves.toBeDefined();
  });
});
