import { describe, expect, it } from 'vitest';
import { answerFor } from './answers.ts';
import { loopback, type Reached, serverFor } from './tool-call.ts';

const MODELS = [
  'openai/gpt-5-mini',
  'anthropic/claude-sonnet-5',
  'google/gemini-3.8-flash',
  'mistral/mistral-medium-latest',
];
const reach: readonly Reached[] = ['openai', 'anthropic', 'google', 'mistral'];

describe('compare over four protocols', () => {
  it('brings answers, groups, costs and one receipt together, a failure beside them', async () => {
    const upstream = await loopback((request, response) => {
      const isBroken = request.url.endsWith('/messages');
      const text = request.url.endsWith('/responses') ? '42' : 'The answer is **42**.';
      response.writeHead(isBroken ? 401 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isBroken ? { error: { message: 'Bad key.' } } : answerFor(request.url, text)));
    });
    const call = await serverFor(upstream, { reach });
    const { result, text, isError } = await call('compare', { prompt: 'What is 6 × 7?', models: MODELS });
    expect(isError, text).toBe(false);
    expect(result).toMatchObject({
      answers: [
        { model: 'openai/gpt-5-mini', text: '42', cost_usd: 0.000013 },
        { model: 'anthropic/claude-sonnet-5', error: { code: 'auth_rejected', hint: expect.any(String) } },
        { model: 'google/gemini-3.8-flash', text: 'The answer is **42**.' },
        { model: 'mistral/mistral-medium-latest', text: 'The answer is **42**.' },
      ],
      agreement: 1,
      groups: [['openai/gpt-5-mini', 'google/gemini-3.8-flash', 'mistral/mistral-medium-latest']],
      usage: { input: 30, output: 15 },
    });
    const costs = result.answers.map(({ cost_usd }: { cost_usd: number }) => cost_usd);
    expect(result.cost_usd).toBeCloseTo(
      costs.reduce((sum: number, cost: number) => sum + cost, 0),
      9,
    );
    const { result: ledger } = await call('list_calls', { limit: 10 });
    expect(ledger.calls.map(({ tool }: { tool: string }) => tool)).toEqual(MODELS.map(() => 'compare'));
    expect(ledger.total_usd).toBeCloseTo(result.cost_usd, 9);
  });

  it('asks all models at once', async () => {
    const held: (() => void)[] = [];
    const upstream = await loopback((request, response) => {
      held.push(() => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answerFor(request.url, 'Fine.')));
      });
      // Nobody is answered before everybody has asked.
      if (held.length === MODELS.length) for (const answer of held) answer();
    });
    const call = await serverFor(upstream, { reach });
    const { result } = await call('compare', { prompt: 'Hi', models: MODELS });
    expect(result).toMatchObject({ agreement: 1, groups: [MODELS] });
  });
});
