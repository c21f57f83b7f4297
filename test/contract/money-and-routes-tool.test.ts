import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { temporaryFolder } from '../unit/runtime/pipeline.ts';
import { answerFor, responsesEvents } from './answers.ts';
import { json, loopback, serverFor, sse } from './tool-call.ts';

const friendly = () =>
  loopback((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answerFor(request.url, 'Fine.')));
  });
const hi = { prompt: 'Hi', model: 'openai/gpt-5-mini', max_tokens: 100 };

describe('a budget', () => {
  it('of the call refuses what may cost more, before anything is sent', async () => {
    const upstream = await friendly();
    const call = await serverFor(upstream);
    const { result } = await call('chat', { ...hi, max_cost_usd: 0.000_001 });
    expect(result.error).toMatchObject({ code: 'budget_exceeded', message: expect.stringContaining('call budget') });
    expect(upstream.requests).toHaveLength(0);
  });

  it('of the call bounds an answer that has no bound', async () => {
    const upstream = await friendly();
    const call = await serverFor(upstream, { budget: { call: 1000 } });
    const { result } = await call('chat', { prompt: 'Hi', model: 'openai/gpt-5-mini' });
    expect(result.notes).toContainEqual(expect.stringMatching(/^The budget limits the answer to \d+ tokens\.$/));
    // At 2 micro-dollars a token, 1,000 of them pay for less than 500.
    expect(upstream.requests[0]?.body).toMatchObject({ max_output_tokens: expect.any(Number) });
    expect(Number(/"max_output_tokens":(\d+)/.exec(upstream.requests[0]?.text ?? '')?.[1])).toBeLessThan(500);
  });

  it('of the session ends with the server, that of the day does not', async () => {
    const upstream = await friendly();
    const home = temporaryFolder();
    // One call costs 10 × 0.25 + 5 × 2 = 13 micro-dollars and may cost a little over 200.
    const first = await serverFor(upstream, { home, budget: { session: 215 } });
    expect((await first('chat', hi)).isError).toBe(false);
    expect((await first('chat', hi)).result.error).toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringContaining('session budget'),
    });
    await first.close();
    const second = await serverFor(upstream, { home, budget: { session: 215 } });
    expect((await second('chat', hi)).isError).toBe(false);
    await second.close();
    const third = await serverFor(upstream, { home, budget: { day: 215 } });
    expect((await third('chat', hi)).result.error).toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringContaining('day budget'),
    });
  });

  it('is not spent on a model whose price nobody knows', async () => {
    const upstream = await friendly();
    const call = await serverFor(upstream);
    const { result } = await call('chat', { ...hi, model: 'openai/gpt-unheard-of', max_cost_usd: 5 });
    expect(result.error).toMatchObject({ code: 'budget_exceeded', message: expect.stringContaining('unknown') });
    expect((await call('chat', { ...hi, model: 'openai/gpt-unheard-of' })).result.cost_usd).toBeNull();
  });
});

describe('a policy', () => {
  const DOORS = { '/responses': 'openai', '/messages': 'anthropic', ':generateContent': 'google' };
  const providerOf = (url: string): string => {
    const found = Object.entries(DOORS).find(([door]) => url.endsWith(door));
    if (found === undefined) throw new Error(`Nobody should ask ${url}.`);
    return found[1];
  };

  it.each([
    ['auto', 'openai', 'anthropic'],
    ['cheap', 'google', 'anthropic'],
  ] as const)('%s asks %s first and explains itself in the attempts', async (policy, first, second) => {
    const upstream = await loopback((request, response) => {
      const isFirst = providerOf(request.url) === first;
      const script = isFirst ? { error: { message: 'No credit.' } } : answerFor(request.url, 'Fine.');
      response.writeHead(isFirst ? 402 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(script));
    });
    const call = await serverFor(upstream, { policy });
    const { result } = await call('chat', { prompt: 'Hi', max_tokens: 100 });
    expect(result).toMatchObject({ text: 'Fine.', provider: second });
    expect(result.attempts).toMatchObject([
      {
        model: expect.stringMatching(`^${first}/`),
        outcome: 'error',
        reason: expect.stringMatching(/^quota_exhausted/),
      },
      { model: expect.stringMatching(`^${second}/`), outcome: 'ok' },
    ]);
    const { result: estimate } = await call('estimate_cost', { tool: 'chat', arguments: { prompt: 'Hi' } });
    expect(estimate.chosen).toMatch(new RegExp(`^${first}/`));
    expect(estimate.candidates[0].reason).toContain(`policy ${policy}`);
  });

  it('fast asks whoever answered fastest before', async () => {
    let skewMs = 0;
    const clock: Clock = { ...systemClock, monotonicMs: () => performance.now() + skewMs };
    const upstream = await loopback((request, response) => {
      skewMs += { openai: 9000, anthropic: 5000, google: 10 }[providerOf(request.url)] ?? 0;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answerFor(request.url, 'Fine.')));
    });
    const call = await serverFor(upstream, { policy: 'fast', clock });
    for (const model of ['openai', 'anthropic', 'google']) await call('chat', { prompt: 'Hi', model });
    expect((await call('chat', { prompt: 'Hi' })).result.provider).toBe('google');
  });

  it.each(['local-first', 'private'] as const)(
    '%s asks what runs on this machine, which costs nothing',
    async (policy) => {
      const upstream = await friendly();
      const providers = { openai: { baseUrl: upstream.url }, ollama: { baseUrl: upstream.url } };
      const call = await serverFor(upstream, { policy, providers });
      const { result } = await call('chat', { prompt: 'Hi', max_cost_usd: 0.000_001 });
      expect(result).toMatchObject({ provider: 'ollama', local: true, cost_usd: 0, text: 'Fine.' });
      const { result: estimate } = await call('estimate_cost', { tool: 'chat', arguments: { prompt: 'Hi' } });
      expect(estimate.candidates[0].reason).toContain(`policy ${policy}`);
      expect(estimate.candidates.some(({ model }: { model: string }) => model.startsWith('openai/'))).toBe(
        policy === 'local-first',
      );
    },
  );

  it('private asks nobody beyond this machine', async () => {
    const upstream = await friendly();
    const call = await serverFor(upstream, { policy: 'private' });
    expect((await call('chat', { prompt: 'Hi', model: 'openai' })).result.error.code).toBe('forbidden');
    expect((await call('chat', { prompt: 'Hi' })).result.error.code).toBe('not_configured');
    expect(upstream.requests).toHaveLength(0);
  });
});

describe('another provider', () => {
  const broke = () =>
    loopback((request, response) => {
      const isFirst = request.url.endsWith('/responses');
      response.writeHead(isFirst ? 402 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isFirst ? { error: { message: 'No credit.' } } : answerFor(request.url, 'Fine.')));
    });

  it('is not asked for a named model', async () => {
    const upstream = await broke();
    const call = await serverFor(upstream);
    expect((await call('chat', hi)).result.error).toMatchObject({ code: 'quota_exhausted', provider: 'openai' });
    expect(upstream.requests).toHaveLength(1);
  });

  it('is asked where the caller allows it', async () => {
    const call = await serverFor(await broke());
    const { result } = await call('chat', { ...hi, fallbacks: ['anthropic'] });
    expect(result).toMatchObject({ provider: 'anthropic', text: 'Fine.' });
    expect(result.attempts.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['error', 'ok']);
  });

  it('is not asked for a request that is wrong to itself', async () => {
    const upstream = await loopback(json({ error: { message: 'Bad field.' } }, 400));
    const call = await serverFor(upstream);
    const { result } = await call('chat', { ...hi, fallbacks: ['anthropic'] });
    expect(result.error).toMatchObject({ code: 'bad_request', provider: 'openai' });
    expect(upstream.requests).toHaveLength(1);
  });

  it('is not asked once text of the first was passed on', async () => {
    const events = responsesEvents('Half an', ' answer');
    const half = events.findIndex(({ type }) => type === 'response.output_text.delta');
    const upstream = await loopback({ ...sse(...events.slice(0, half + 1)), ending: 'cut' });
    const call = await serverFor(upstream);
    const heard: string[] = [];
    const { result } = await call(
      'chat',
      { ...hi, fallbacks: ['anthropic'] },
      { progress: ({ message }) => void heard.push(message) },
    );
    expect(heard).toEqual(['Half an']);
    expect(result.error.provider).toBe('openai');
    expect(upstream.requests).toHaveLength(1);
  });
});
