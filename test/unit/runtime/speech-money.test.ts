import { describe, expect, it } from 'vitest';
import type { Price } from '../../../src/core/money.ts';
import type { ModelFacts } from '../../../src/core/provider.ts';
import type { Usage } from '../../../src/core/usage.ts';
import { pipeline, provider, toolCall } from './pipeline.ts';
import { listener, said, speaker, talk, wavOf } from './speech.ts';

const audio = wavOf(talk(10));
const factsOf = (price: Price | undefined): Readonly<Record<string, readonly ModelFacts[]>> => ({
  acme: [
    { id: 'ear', capability: 'transcribe', price },
    { id: 'mouth', capability: 'speak', price },
  ],
});

const hearing = (price: Price | undefined, usage: Usage = {}, more = {}) => {
  const ear = listener(() => said('a', { usage }));
  return { ear, ...pipeline([provider('acme', ear)], { modelFacts: factsOf(price), ...more }) };
};
const speaking = (price: Price | undefined, usage: Usage = {}) =>
  pipeline(
    [
      provider(
        'acme',
        speaker({}, (request, options) => talkOf(request, options, usage)),
      ),
    ],
    {
      modelFacts: factsOf(price),
    },
  );
const talkOf = async (
  ...[request, options, usage]: [...Parameters<ReturnType<typeof speaker>['speak']['speak']>, Usage]
) => ({
  ...(await speaker().speak.speak(request, options)),
  usage,
});

const costs = async ({ estimate }: ReturnType<typeof pipeline>, capability: 'transcribe' | 'speak', text = '') => {
  const call = toolCall();
  const { candidates } =
    capability === 'transcribe'
      ? await estimate('transcribe', { audio }, { model: 'acme' }, call)
      : await estimate('speak', { text }, { model: 'acme' }, call);
  return candidates[0]?.cost;
};

describe('an estimate', () => {
  it('of a transcription by the second follows the length of the audio', async () => {
    expect(await costs(hearing({ second: 0.0001 }), 'transcribe')).toEqual({ low: 2000, high: 2100 });
  });

  it('allows for a provider that bills a short clip as longer', async () => {
    const { estimate } = hearing({ second: 0.0001 });
    const { candidates } = await estimate('transcribe', { audio: wavOf(talk(1)) }, { model: 'acme' }, toolCall());
    expect(candidates[0]?.cost).toEqual({ low: 200, high: 1000 });
  });

  it('of a transcription by the token has bounds around what vendors count', async () => {
    // OpenAI counts about 10 audio tokens a second, Gemini 32; 20 s at 6 and 10 dollars a million.
    const { low = 0, high = 0 } = (await costs(hearing({ input: 6, output: 10 }), 'transcribe')) ?? {};
    expect(low).toBeLessThanOrEqual(20 * 10 * 6);
    expect(high).toBeGreaterThanOrEqual(20 * 32 * 6);
  });

  it('of audio whose length nobody can read lies between what its bytes could be', async () => {
    const { estimate } = hearing({ second: 0.0001 });
    const hidden = { bytes: new Uint8Array(1_000_000), mimeType: 'audio/webm' };
    const { candidates } = await estimate('transcribe', { audio: hidden }, { model: 'acme' }, toolCall());
    expect(candidates[0]?.cost).toEqual({ low: 500, high: 105_000 });
  });

  it.each([
    ['Hello, world.', { low: 195, high: 195 }],
    // Some providers count an ideograph as two.
    ['今日は晴れ', { low: 75, high: 150 }],
  ])('of speaking %j by the character is exact, or double for wide scripts', async (text, expected) => {
    expect(await costs(speaking({ character: 0.000015 }), 'speak', text)).toEqual(expected);
  });

  it('of speaking by the token follows how long the text takes to say', async () => {
    const { low = 0, high = 0 } = (await costs(speaking({ input: 0.6, output: 12 }), 'speak', 'x'.repeat(900))) ?? {};
    // A minute of speech is about 1,250 tokens at OpenAI.
    expect(low).toBeLessThanOrEqual(1250 * 12);
    expect(high).toBeGreaterThanOrEqual(1250 * 12);
  });

  it.each(['transcribe', 'speak'] as const)('of %s is unknown without a price', async (capability) => {
    expect(await costs(hearing(undefined), 'transcribe')).toBeUndefined();
    expect(
      await costs(capability === 'speak' ? speaking(undefined) : hearing(undefined), capability, 'a'),
    ).toBeUndefined();
  });
});

describe('the cost', () => {
  const costOf = async ({ run }: ReturnType<typeof pipeline>, capability: 'transcribe' | 'speak') => {
    const ran =
      capability === 'transcribe'
        ? await run('transcribe', { audio }, { model: 'acme' }, toolCall())
        : await run('speak', { text: 'Hello, world.' }, { model: 'acme' }, toolCall());
    return ran.receipt.costMicroUsd;
  };

  it.each<[string, Price | undefined, Usage, number | undefined]>([
    ['seconds that the provider counts', { second: 0.0001 }, { seconds: 30 }, 3000],
    ['seconds that were sent, where it does not count', { second: 0.0001 }, {}, 2000],
    ['seconds alone, where it also tells tokens', { second: 0.0001 }, { seconds: 20, input: 100, output: 50 }, 2000],
    [
      'tokens alone, where it also tells seconds',
      { input: 6, output: 10 },
      { seconds: 20, input: 100, output: 50 },
      1100,
    ],
    ['nothing known, where tokens are billed and not told', { input: 6, output: 10 }, {}, undefined],
    ['nothing known, without a price', undefined, { seconds: 20 }, undefined],
  ])('of a transcription is of %s', async (_name, price, usage, expected) => {
    expect(await costOf(hearing(price, usage), 'transcribe')).toBe(expected);
  });

  it.each<[string, Price | undefined, Usage, number | undefined]>([
    ['characters that the provider counts', { character: 0.000015 }, { characters: 20 }, 300],
    ['characters that were sent, where it does not count', { character: 0.000015 }, {}, 195],
    ['tokens', { input: 1, output: 12 }, { input: 5, output: 40 }, 485],
    ['nothing known, where seconds are billed and not told', { second: 0.0001 }, {}, undefined],
  ])('of speech is of %s', async (_name, price, usage, expected) => {
    expect(await costOf(speaking(price, usage), 'speak')).toBe(expected);
  });

  it('on this machine is nothing, which is known', async () => {
    const ear = listener(() => said('a'));
    const mine = pipeline([provider('acme', { ...ear, local: true, baseUrl: {} })]);
    expect(await costOf(mine, 'transcribe')).toBe(0);
  });
});

describe('a budget', () => {
  it('refuses audio that may cost more, before anything is sent', async () => {
    const { ear, run } = hearing({ second: 0.001 });
    const options = { model: 'acme', maxCostUsd: 0.019 };
    await expect(run('transcribe', { audio }, options, toolCall())).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect(ear.requests).toEqual([]);
  });

  it('lets a cheaper fallback take it', async () => {
    const [dear, cheap] = [listener(() => said('dear')), listener(() => said('cheap'))];
    const { run } = pipeline([provider('acme', dear), provider('beta', cheap)], {
      modelFacts: {
        ...factsOf({ second: 0.001 }),
        beta: [{ id: 'ear', capability: 'transcribe', price: { second: 0.0001 } }],
      },
    });
    const options = { model: 'acme', fallbacks: ['beta'], maxCostUsd: 0.01 };
    expect((await run('transcribe', { audio }, options, toolCall())).result.text).toBe('cheap');
  });

  it('is held for as long as a long transcription may take', async () => {
    const release = Promise.withResolvers<void>();
    const ear = listener(async () => {
      await release.promise;
      return said('a');
    });
    const { run, clock } = pipeline([provider('acme', ear)], {
      modelFacts: factsOf({ second: 0.001 }),
      settings: { budget: { day: 4_000_000 } },
    });
    // An hour, as its header says.
    const hour = wavOf({ samples: new Float32Array(3600 * 1000), rate: 1000 });
    const first = run('transcribe', { audio: hour }, { model: 'acme' }, toolCall());
    await clock.advance(3_000_000);
    const second = run('transcribe', { audio: hour }, { model: 'acme' }, toolCall());
    await expect(second).rejects.toMatchObject({ code: 'budget_exceeded' });
    release.resolve();
    expect((await first).receipt.costMicroUsd).toBe(3_600_000);
  });
});

describe('a policy', () => {
  it('private has speech made and heard on this machine alone', async () => {
    const mine = { ...listener(() => said('mine')), ...speaker(), local: true, baseUrl: {} };
    const definitions = [provider('acme', { ...listener(() => said('theirs')), ...speaker() }), provider('home', mine)];
    const { run, estimate } = pipeline(definitions, { settings: { policy: 'private' } });
    expect((await run('transcribe', { audio }, {}, toolCall())).receipt).toMatchObject({
      provider: 'home',
      local: true,
    });
    expect((await estimate('speak', { text: 'Hi' }, {}, toolCall())).chosen).toBe('home/mouth');
    await expect(run('speak', { text: 'Hi' }, { model: 'acme' }, toolCall())).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('cheap compares prices by the second with prices by the token', async () => {
    const definitions = ['acme', 'beta'].map((id) =>
      provider(
        id,
        listener(() => said(id)),
      ),
    );
    const { run } = pipeline(definitions, {
      settings: { policy: 'cheap' },
      modelFacts: {
        acme: [{ id: 'ear', capability: 'transcribe', price: { second: 0.01 } }],
        beta: [{ id: 'ear', capability: 'transcribe', price: { input: 6, output: 10 } }],
      },
    });
    expect((await run('transcribe', { audio }, {}, toolCall())).receipt.provider).toBe('beta');
  });

  it('says the shortest way when nobody can do it', async () => {
    const { run } = pipeline(
      [
        provider(
          'acme',
          listener(() => said('a')),
        ),
      ],
      { settings: { keys: {} } },
    );
    await expect(run('transcribe', { audio }, {}, toolCall())).rejects.toMatchObject({
      code: 'not_configured',
      message: 'Nothing is configured that can transcribe.',
      hint: expect.stringContaining('ACME_API_KEY'),
    });
  });
});
