import { describe, expect, it } from 'vitest';
import { modelFacts } from '../../../src/config/catalogue/index.generated.ts';
import { silentLog } from '../../../src/core/log.ts';
import { createCatalogue } from '../../../src/runtime/catalogue.ts';
import { createExecute } from '../../../src/runtime/execute.ts';
import { openState } from '../../../src/runtime/state.ts';
import { testConfig } from '../../config.ts';
import { noNetwork } from '../../endpoint.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { memoryArtifacts } from '../../memory-artifacts.ts';
import { answer, hello, scripted, temporaryFolder, toolCall } from './pipeline.ts';

describe('a provider that exists only in the configuration', () => {
  const withConfigured = (settings: Readonly<Record<string, unknown>>) => {
    const home = temporaryFolder();
    const clock = createFakeClock();
    const config = testConfig({ home, keys: { MY_KEY: 'k' }, providers: { 'my-vllm': settings } });
    const chat = scripted(answer('from my own'));
    const state = openState({ home, clock });
    const wires = { 'openai-chat': { chat: () => chat } };
    const parts = { config, clock, log: silentLog };
    const catalogue = createCatalogue({
      ...parts,
      definitions: [],
      modelFacts: {},
      wires,
      createEndpoint: () => noNetwork,
    });
    return {
      ...createExecute({ ...parts, state, catalogue, artifacts: async () => memoryArtifacts() }),
      catalogue,
      chat,
    };
  };

  it('answers by its wire with the model it names', async () => {
    const settings = {
      wire: 'openai-chat',
      baseUrl: 'http://10.0.0.5/v1',
      env: ['MY_KEY'],
      models: ['bge-m3', 'qwen3'],
    };
    const { run, chat, catalogue } = withConfigured(settings);
    const { receipt } = await run('chat', hello, { model: 'my-vllm' }, toolCall());
    expect(receipt).toMatchObject({ provider: 'my-vllm', model: 'qwen3', costMicroUsd: undefined });
    expect(chat.requests[0]?.model).toBe('qwen3');
    expect(await catalogue.providers()).toMatchObject([{ id: 'my-vllm', configured: true, local: false }]);
  });

  it('is left out when its wire does not exist', async () => {
    const { run } = withConfigured({ wire: 'telepathy', baseUrl: 'http://10.0.0.5/v1' });
    await expect(run('chat', hello, { model: 'my-vllm' }, toolCall())).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('model facts', () => {
  const all = Object.entries(modelFacts).flatMap(([provider, facts]) => facts.map((fact) => ({ provider, ...fact })));

  it.each(all.map((fact) => [`${fact.provider}/${fact.id}`, fact] as const))('%s is consistent', (_name, fact) => {
    const same = all.filter(
      (other) => other.provider === fact.provider && other.id === fact.id && other.capability === fact.capability,
    );
    expect(same).toHaveLength(1);
    expect(Number.isNaN(Date.parse(fact.shutdown ?? '2026-01-01'))).toBe(false);
    for (const price of Object.values(fact.price ?? {})) expect(price).toBeGreaterThanOrEqual(0);
    // A price without its output side would make every estimate unknown for no visible reason.
    if (fact.price !== undefined && (fact.capability === 'chat' || fact.capability === 'embed'))
      expect(fact.price).toMatchObject({ input: expect.any(Number), output: expect.any(Number) });
    else if (fact.price !== undefined) expect(Object.keys(fact.price).length).toBeGreaterThan(0);
    if (fact.replacedBy !== undefined) {
      const successor = all.find((other) => other.provider === fact.provider && other.id === fact.replacedBy);
      expect(successor?.shutdown ?? '9999').not.toBe(fact.shutdown);
      expect(successor).toBeDefined();
    }
  });
});
