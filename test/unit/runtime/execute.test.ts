import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import type { ModelFacts } from '../../../src/core/provider.ts';
import { answer, hang, hello, pipeline, provider, scripted, toolCall } from './pipeline.ts';

const priced: readonly ModelFacts[] = [
  { id: 'small', capability: 'chat', price: { input: 1, output: 4 }, maxOutputTokens: 1000 },
];

describe('fallback', () => {
  it('asks the fallbacks in their order and tells each attempt with its reason', async () => {
    const { run, clock } = pipeline([
      provider('acme', { chat: scripted(new ProviderError('quota_exhausted', { status: 429 })) }),
      provider('beta', { chat: scripted(new ProviderError('auth_rejected', { status: 401 })) }),
      provider('gamma', { chat: scripted(answer('third time')) }),
    ]);
    const { receipt } = await clock.runUntil(
      run('chat', hello, { model: 'acme', fallbacks: ['beta', 'gamma/big'] }, toolCall()),
    );
    expect(receipt).toMatchObject({ provider: 'gamma', model: 'big', callId: 'call-1', local: false });
    expect(receipt.attempts).toMatchObject([
      { model: 'acme/small', outcome: 'error', reason: expect.stringContaining('quota_exhausted') },
      { model: 'beta/small', outcome: 'error', reason: expect.stringContaining('auth_rejected') },
      { model: 'gamma/big', outcome: 'ok' },
    ]);
  });

  it('asks nobody whom neither the caller nor the policy named', async () => {
    const beta = scripted(answer('not asked'));
    const { run, clock } = pipeline([
      provider('acme', { chat: scripted(new ProviderError('quota_exhausted')) }),
      provider('beta', { chat: beta }),
    ]);
    await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({
      code: 'quota_exhausted',
      provider: 'acme',
    });
    expect(beta.requests).toHaveLength(0);
  });

  it('keeps a request that is wrong to itself', async () => {
    const beta = scripted(answer('not asked'));
    const { run, clock } = pipeline([
      provider('acme', { chat: scripted(new ProviderError('bad_request')) }),
      provider('beta', { chat: beta }),
    ]);
    const failing = run('chat', hello, { model: 'acme', fallbacks: ['beta'] }, toolCall());
    await expect(clock.runUntil(failing)).rejects.toMatchObject({ code: 'bad_request' });
    expect(beta.requests).toHaveLength(0);
  });

  it('tells in the hint what was tried before the last failure', async () => {
    const { run, clock } = pipeline([
      provider('acme', { chat: scripted(new ProviderError('auth_rejected')) }),
      provider('beta', { chat: scripted(new ProviderError('unavailable')) }),
    ]);
    const failing = run('chat', hello, { model: 'acme', fallbacks: ['beta'] }, toolCall());
    await expect(clock.runUntil(failing)).rejects.toMatchObject({
      code: 'unavailable',
      hint: 'Tried before: acme (auth_rejected).',
    });
  });

  it('goes past a first choice without a key and says so', async () => {
    const { run, clock } = pipeline(
      [provider('acme', { chat: scripted(answer('no')) }), provider('beta', { chat: scripted(answer('yes')) })],
      { settings: { keys: { BETA_API_KEY: 'k' } } },
    );
    const { receipt } = await clock.runUntil(run('chat', hello, { model: 'acme', fallbacks: ['beta'] }, toolCall()));
    expect(receipt.attempts).toMatchObject([
      { model: 'acme', outcome: 'skipped', reason: expect.stringContaining('not_configured') },
      { model: 'beta/small', outcome: 'ok' },
    ]);
  });
});

describe('cancel', () => {
  it('ends a hanging call at once and writes it down', async () => {
    const cancel = new AbortController();
    let upstream: AbortSignal | undefined;
    const chat = scripted((_request, { signal }) => {
      upstream = signal;
      // Never listens: the pipeline must not depend on a family's manners.
      return new Promise(() => undefined);
    });
    const { run, clock, ledger } = pipeline([provider('acme', { chat })]);
    const call = run('chat', hello, { model: 'acme' }, toolCall({ signal: cancel.signal }));
    await clock.advance(100);
    cancel.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(upstream?.aborted).toBe(true);
    expect(clock.sleeping).toBe(0);
    const { calls } = await ledger.list({ limit: 5 }, 'local');
    expect(calls).toMatchObject([{ outcome: 'cancelled', model: 'acme/small', ms: 100, costMicroUsd: undefined }]);
  });

  it('ends while waiting to try again', async () => {
    const cancel = new AbortController();
    const chat = scripted(new ProviderError('rate_limited', { retryAfterMs: 20_000, processed: false }));
    const { run, clock } = pipeline([provider('acme', { chat })]);
    const call = run('chat', hello, { model: 'acme' }, toolCall({ signal: cancel.signal }));
    await clock.advance(1000);
    cancel.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(chat.requests).toHaveLength(1);
    expect(clock.monotonicMs()).toBe(1000);
  });

  it('does not begin a call that was cancelled before', async () => {
    const cancel = new AbortController();
    cancel.abort();
    const chat = scripted(answer('no'));
    const { run } = pipeline([provider('acme', { chat })]);
    await expect(run('chat', hello, { model: 'acme' }, toolCall({ signal: cancel.signal }))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(chat.requests).toHaveLength(0);
  });
});

describe('receipt and ledger', () => {
  it('prices what was used in micro-dollars', async () => {
    const chat = scripted(answer('fine', { usage: { input: 1000, cachedInput: 200, output: 50, reasoning: 20 } }));
    const { run, ledger } = pipeline([provider('acme', { chat })], { modelFacts: { acme: priced } });
    const { receipt } = await run('chat', hello, { model: 'acme' }, toolCall());
    expect(receipt.costMicroUsd).toBe(1200);
    const { calls, totalMicroUsd } = await ledger.list({ limit: 5 }, 'local');
    expect(totalMicroUsd).toBe(1200);
    expect(calls).toMatchObject([
      { id: 'call-1', tool: 'chat', model: 'acme/small', outcome: 'ok', usage: { input: 1000, reasoning: 20 } },
    ]);
  });

  it('prefers the cost that the provider itself states', async () => {
    const chat = scripted(answer('fine', { costMicroUsd: 7 }));
    const { run } = pipeline([provider('acme', { chat })], { modelFacts: { acme: priced } });
    const { receipt } = await run('chat', hello, { model: 'acme' }, toolCall());
    expect(receipt.costMicroUsd).toBe(7);
  });

  it.each([
    ['the price is unknown', { modelFacts: {} }, { input: 10, output: 5 }],
    ['the provider reports no usage', { modelFacts: { acme: priced } }, {}],
  ])('leaves the cost unknown when %s', async (_name, options, usage) => {
    const chat = scripted(answer('fine', { usage }));
    const { run } = pipeline([provider('acme', { chat })], options);
    const { receipt } = await run('chat', hello, { model: 'acme' }, toolCall());
    expect(receipt.costMicroUsd).toBeUndefined();
  });

  it('costs nothing on this machine', async () => {
    const engine = provider('engine', {
      chat: scripted(answer('fine', { usage: {} })),
      local: true,
      baseUrl: {},
      auth: { kind: 'none' },
    });
    const { run } = pipeline([engine]);
    const { receipt } = await run('chat', hello, { model: 'engine' }, toolCall());
    expect(receipt).toMatchObject({ local: true, costMicroUsd: 0 });
  });

  it('writes down errors too, by tenant', async () => {
    const { run, ledger } = pipeline([provider('acme', { chat: scripted(new ProviderError('auth_rejected')) })]);
    const other = toolCall({ principal: { tenant: 'other', subject: 'o' } });
    await run('chat', hello, { model: 'acme' }, other).catch(() => undefined);
    await run('chat', hello, { model: 'nobody' }, other).catch(() => undefined);
    expect((await ledger.list({ limit: 5 }, 'other')).calls).toMatchObject([
      { outcome: 'not_found', model: 'nobody' },
      { outcome: 'auth_rejected', model: 'acme/small' },
    ]);
    expect((await ledger.list({ limit: 5 }, 'local')).calls).toEqual([]);
  });

  it('answers even when the ledger cannot be written', async () => {
    const { run, state } = pipeline([provider('acme', { chat: scripted(answer('fine')) })]);
    await state.write((database) => database.exec('DROP TABLE ledger'));
    await expect(run('chat', hello, { model: 'acme' }, toolCall())).resolves.toMatchObject({
      result: { text: 'fine' },
    });
  });
});

describe('streaming', () => {
  it('asks upstream to stream only when somebody listens', async () => {
    const asked: boolean[] = [];
    const chat = scripted(async (_request, { stream }) => {
      asked.push(stream);
      return answer('fine');
    });
    const { run } = pipeline([provider('acme', { chat })]);
    await run('chat', hello, { model: 'acme' }, toolCall());
    await run('chat', hello, { model: 'acme' }, toolCall({ onProgress: () => undefined }));
    expect(asked).toEqual([false, true]);
  });

  it('passes every delta on, in few updates', async () => {
    const chat = scripted(async (_request, { onEvent }) => {
      for (const text of 'abcdefghij') onEvent?.({ type: 'text-delta', text });
      return answer('abcdefghij');
    });
    const { run } = pipeline([provider('acme', { chat })]);
    const told: string[] = [];
    await run('chat', hello, { model: 'acme' }, toolCall({ onProgress: ({ message }) => told.push(message) }));
    expect(told).toEqual(['a', 'bcdefghij']);
  });

  it('writes nothing into a call that has ended', async () => {
    const cancel = new AbortController();
    let late: (() => void) | undefined;
    const chat = scripted((_request, { onEvent }) => {
      late = () => onEvent?.({ type: 'text-delta', text: 'late' });
      return new Promise(() => undefined);
    });
    const { run, clock } = pipeline([provider('acme', { chat })]);
    const told: string[] = [];
    const onProgress = ({ message }: { readonly message: string }) => told.push(message);
    const call = run('chat', hello, { model: 'acme' }, toolCall({ signal: cancel.signal, onProgress }));
    await clock.advance(0);
    cancel.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    late?.();
    expect(told).toEqual([]);
  });
});

describe('validation', () => {
  it.each([
    ['no message to answer', { messages: [{ role: 'system', parts: [] }] }],
    ['max_tokens', { ...hello, maxTokens: 0 }],
    ['temperature', { ...hello, temperature: 3 }],
    ['answers no tool call', { messages: [...hello.messages, { role: 'tool', toolCallId: 'x', parts: [] }] }],
  ] as const)('refuses before anything is planned: %s', async (said, request) => {
    const chat = scripted(hang);
    const { run } = pipeline([provider('acme', { chat })]);
    await expect(run('chat', request, { model: 'acme' }, toolCall())).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(said),
    });
    expect(chat.requests).toHaveLength(0);
  });
});
