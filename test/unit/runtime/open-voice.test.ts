import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import type { ModelFacts, ProviderDefinition } from '../../../src/core/provider.ts';
import type {
  VoiceCapability,
  VoiceConnection,
  VoiceConnectOptions,
  VoiceListener,
  VoiceMode,
} from '../../../src/core/voice.ts';
import { hearing } from '../../support/heard.ts';
import { type PipelineOptions, pipeline, provider, toolCall } from './pipeline.ts';

type Step = 'connects' | Error;

/** A live provider that connects or fails as its steps say; the last one repeats. */
function live(steps: readonly Step[] = ['connects'], more: Partial<VoiceCapability> = {}) {
  const asked: { readonly model: string; readonly options: VoiceConnectOptions }[] = [];
  const closed: number[] = [];
  const capability: VoiceCapability = {
    recovery: () => 'replay',
    isPaced: () => false,
    async connect({ model }, options) {
      const nth = asked.push({ model, options });
      const step = steps[Math.min(nth, steps.length) - 1];
      if (step instanceof Error) throw step;
      const nothing = (): void => undefined;
      const connection: VoiceConnection = {
        audioIn: 24_000,
        audioOut: 24_000,
        sendAudio: nothing,
        bufferedBytes: () => 0,
        commit: nothing,
        sendText: nothing,
        sendToolResult: nothing,
        interrupt: nothing,
        close: async () => void closed.push(nth),
      };
      return connection;
    },
    ...more,
  };
  return { capability, asked, closed };
}

const row = (id: string, capability: VoiceCapability): ProviderDefinition => ({
  ...provider(id, {}),
  capabilities: { voice: () => capability },
  defaults: { voice: 'live' },
});

const wish = { mode: 'converse', turnDetection: 'none' } as const;
const call = toolCall({ tool: 'voice_open' });
const ignored = hearing(() => {});
const ignore = (): VoiceListener => ignored;

const priced = (price: ModelFacts['price']): PipelineOptions['modelFacts'] => ({
  a: [{ id: 'live', capability: 'voice', price }],
});

describe('opening a session', () => {
  it('falls back to the next candidate, and its receipt tells both tries', async () => {
    const a = live([new ProviderError('auth_rejected', { message: 'no' })]);
    const b = live();
    const { voice } = pipeline([row('a', a.capability), row('b', b.capability)]);
    const route = await voice.openRoute(wish, {}, call, ignore);
    expect(route.model).toBe('b/live');
    const { attempts, provider: answered } = await route.finish('ok');
    expect(answered).toBe('b');
    expect(attempts.map(({ model, outcome }) => [model, outcome])).toEqual([
      ['a/live', 'error'],
      ['b/live', 'ok'],
    ]);
  });

  it('tries a connection again that broke before anything was said', async () => {
    const a = live([new ProviderError('network', { processed: false }), 'connects']);
    const { voice, clock } = pipeline([row('a', a.capability)]);
    const route = await clock.runUntil(voice.openRoute(wish, {}, call, ignore));
    expect(a.asked).toHaveLength(2);
    expect((await route.finish('ok')).attempts.map(({ outcome }) => outcome)).toEqual(['error', 'ok']);
  });

  it('passes over providers that do not offer the mode', async () => {
    const only = (mode: VoiceMode) => live(undefined, { modes: [mode] });
    const { voice } = pipeline([row('a', only('transcribe').capability), row('b', only('converse').capability)]);
    expect((await voice.openRoute(wish, {}, call, ignore)).model).toBe('b/live');
    expect((await voice.openRoute({ ...wish, mode: 'transcribe' }, {}, call, ignore)).model).toBe('a/live');
  });

  it('names the shortest way when nothing is configured', async () => {
    const { voice } = pipeline([row('a', live().capability)], { settings: { keys: {} } });
    await expect(voice.openRoute(wish, {}, call, ignore)).rejects.toMatchObject({
      code: 'not_configured',
      message: 'Nothing is configured that can hold a live voice session.',
      hint: expect.stringContaining('A_API_KEY'),
    });
  });

  it('leaves a provider alone that keeps failing', async () => {
    const a = live([new ProviderError('overloaded')]);
    const { voice, health, clock } = pipeline([row('a', a.capability)]);
    for (let count = 0; count < 5; count++) {
      await clock.runUntil(voice.openRoute(wish, {}, call, ignore)).catch(() => {});
    }
    const before = a.asked.length;
    await expect(voice.openRoute(wish, {}, call, ignore)).rejects.toMatchObject({ code: 'overloaded' });
    expect(a.asked).toHaveLength(before);
    expect(health().routes[0]?.breaker).toBe('open');
  });

  it('ends at once when the call is cancelled, and writes that down', async () => {
    const a = live(undefined, { connect: () => new Promise(() => {}) });
    const { voice, ledger } = pipeline([row('a', a.capability)]);
    const stop = new AbortController();
    const opening = voice.openRoute(wish, {}, toolCall({ tool: 'voice_open', signal: stop.signal }), ignore);
    stop.abort();
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    expect((await ledger.list({ limit: 5 }, 'local')).calls).toMatchObject([
      { outcome: 'cancelled', tool: 'voice_open' },
    ]);
  });
});

describe('the account of a session', () => {
  it('is written once, when the session ends, with what the provider told', async () => {
    const { voice, ledger, clock } = pipeline([row('a', live().capability)], {
      modelFacts: priced({ input: 4, output: 16 }),
    });
    const route = await voice.openRoute(wish, {}, call, ignore);
    expect((await ledger.list({ limit: 5 }, 'local')).calls).toEqual([]);
    await route.meter({ input: 100, output: 50 });
    await clock.advance(30_000);
    await route.meter({ input: 200, output: 50 });
    const receipt = await route.finish('network');
    await route.finish('ok');
    expect(receipt).toMatchObject({ usage: { input: 300, output: 100 }, costMicroUsd: 2_800, latencyMs: 30_000 });
    expect((await ledger.list({ limit: 5 }, 'local')).calls).toMatchObject([
      { tool: 'voice_open', model: 'a/live', outcome: 'network', costMicroUsd: 2_800, ms: 30_000 },
    ]);
  });

  it('counts the time where time is billed', async () => {
    const { voice, clock } = pipeline([row('a', live().capability)], { modelFacts: priced({ second: 0.001 }) });
    const route = await voice.openRoute(wish, {}, call, ignore);
    await route.meter({ input: 10, output: 10 });
    await clock.advance(90_000);
    expect(await route.finish('ok')).toMatchObject({ usage: { seconds: 90, input: 10 }, costMicroUsd: 90_000 });
  });

  it('does not take an unknown price for none', async () => {
    const { voice, clock } = pipeline([row('a', live().capability)]);
    const route = await voice.openRoute(wish, {}, call, ignore);
    await clock.advance(10_000);
    expect(await route.finish('ok')).toMatchObject({ usage: { seconds: 10 }, costMicroUsd: undefined });
  });
});

describe('a budget', () => {
  it('ends the session before max_cost_usd is passed', async () => {
    const { voice, clock } = pipeline([row('a', live().capability)], { modelFacts: priced({ second: 0.001 }) });
    const route = await voice.openRoute(wish, { maxCostUsd: 0.05 }, call, ignore);
    expect(route.meterEveryMs).toBe(10_000);
    await clock.advance(20_000);
    await route.meter();
    await clock.advance(11_000);
    await expect(route.meter()).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect((await route.finish('budget_exceeded')).costMicroUsd).toBe(31_000);
  });

  it('opens nothing that could pass it, or whose price is unknown', async () => {
    const a = live();
    const { voice } = pipeline([row('a', a.capability)], { modelFacts: priced({ second: 0.001 }) });
    await expect(voice.openRoute(wish, { maxCostUsd: 0.01 }, call, ignore)).rejects.toMatchObject({
      code: 'budget_exceeded',
    });
    const unknown = pipeline([row('a', a.capability)]);
    await expect(unknown.voice.openRoute(wish, { maxCostUsd: 1 }, call, ignore)).rejects.toMatchObject({
      code: 'budget_exceeded',
    });
    expect(a.asked).toEqual([]);
  });

  it('expects the next turn to cost what the dearest did', async () => {
    const { voice } = pipeline([row('a', live().capability)], { modelFacts: priced({ input: 100, output: 200 }) });
    const route = await voice.openRoute(wish, { maxCostUsd: 0.2 }, call, ignore);
    await route.meter({ input: 100, output: 400 });
    await expect(route.meter({ input: 400, output: 100 })).rejects.toMatchObject({ code: 'budget_exceeded' });
  });

  it('is given back what was set aside when the session ends', async () => {
    const settings = { budget: { day: 100_000 } };
    const { voice } = pipeline([row('a', live().capability)], { settings, modelFacts: priced({ second: 0.003 }) });
    const route = await voice.openRoute(wish, {}, call, ignore);
    await expect(voice.openRoute(wish, {}, call, ignore)).rejects.toMatchObject({ code: 'budget_exceeded' });
    await route.finish('ok');
    await voice.openRoute(wish, {}, call, ignore);
  });
});

describe('opening it again', () => {
  it('is one try, at the same model, with the handle', async () => {
    const a = live(['connects', new ProviderError('network', { processed: false })]);
    const { voice } = pipeline([row('a', a.capability)]);
    const route = await voice.openRoute(wish, {}, call, ignore);
    const { signal } = new AbortController();
    await expect(route.reconnect({ signal, listener: ignored, resume: 'h' })).rejects.toMatchObject({
      code: 'network',
    });
    expect(a.asked).toHaveLength(2);
    expect(a.asked[1]).toMatchObject({ model: 'live', options: { resume: 'h' } });
  });
});

describe('a token', () => {
  it('comes from a provider that gives them out', async () => {
    const token = { token: 'ek_1', url: 'wss://b.example', expiresAt: 1 };
    const b = live(undefined, { token: async () => token });
    const { voice, ledger } = pipeline([row('a', live().capability), row('b', b.capability)]);
    expect(await voice.token(wish, {}, toolCall({ tool: 'voice_token' }))).toEqual(token);
    expect((await ledger.list({ limit: 5 }, 'local')).calls).toMatchObject([
      { tool: 'voice_token', model: 'b/live', outcome: 'ok' },
    ]);
    await expect(voice.token(wish, { model: 'a' }, call)).rejects.toMatchObject({ code: 'unsupported' });
  });
});
