import { describe, expect, it } from 'vitest';
import { dataUrl, model, wholeAnswer } from '../support/domain.ts';
import { answerFor } from './answers.ts';
import { json, loopback, serverFor } from './tool-call.ts';

const CHEST = 'My father, 61, has crushing chest pain and is sweating.';
const TABLE = dataUrl(
  'Net cash provided by operating activities | 2019: $992 | 2018: $768\n(in millions)\nCash rose by $224 million.',
);

const medical = { field: 'medical' } as const;
const finance = { field: 'finance' } as const;
const science = { field: 'science', domain: 'physics' } as const;

describe('medical_query', () => {
  it('says what is an emergency before anything that the model says', async () => {
    const upstream = await model(wholeAnswer(medical, { answer: 'It may be indigestion.' }));
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const { result, text } = await call('medical_query', { question: CHEST });
    expect(result.findings[0]).toMatchObject({ kind: 'emergency', action: expect.stringContaining('112') });
    expect(text.startsWith('Chest pain with signs of a heart attack')).toBe(true);
    expect(result.unsupported).toEqual(['It may be indigestion.']);
  });

  it('recomputes doses with their units', async () => {
    const calculations = [
      { what: 'dose', expression: '15 mg/kg * 12 kg', result: '180', unit: 'mg' },
      { what: 'a day', expression: '180 mg * 4', result: '7.2', unit: 'g' },
      { what: 'volume', expression: '180 mg / (24 mg/mL)', result: '7.5', unit: 'mg' },
    ];
    const upstream = await model(wholeAnswer(medical, { calculations }));
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const { result } = await call('medical_query', { question: 'How much paracetamol?', details: { weight: '12 kg' } });
    expect(result.checks).toEqual([
      { kind: 'arithmetic', statement: '15 mg/kg * 12 kg = 180 mg', ok: true },
      { kind: 'arithmetic', statement: '180 mg * 4 = 7.2 g', ok: false, note: 'It is 0.72 g.' },
      { kind: 'units', statement: '180 mg / (24 mg/mL) = 7.5 mg', ok: false, note: expect.any(String) },
    ]);
    expect(result.unsupported).toContain('180 mg * 4 = 7.2 g (It is 0.72 g.)');
  });

  it('shows the model the pictures', async () => {
    const upstream = await model(wholeAnswer({ field: 'medical', specialty: 'dermatology' }));
    const call = await serverFor(upstream, { reach: ['openai'] });
    const pixel = `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==`;
    const { isError, text } = await call('medical_query', {
      question: 'What is it?',
      specialty: 'dermatology',
      images: [pixel],
    });
    expect(isError, text).toBe(false);
    expect(upstream.requests.at(-1)?.text).toContain('image/png;base64,iVBOR');
  });
});

describe('finance_query', () => {
  it('finds sums that are wrong and figures of another scale, currency or period', async () => {
    const cites = [{ passage: 1, quote: 'Cash rose by $224 million' }];
    const figure = {
      statement: 'Rise in cash',
      value: '224',
      currency: 'USD',
      scale: 'millions',
      period: '2019',
      cites,
    };
    const upstream = await model(
      wholeAnswer(finance, {
        answer: 'Cash rose from $768 to $992, and 992 - 768 = 224 million [1].',
        findings: {
          figure: [
            figure,
            { ...figure, scale: 'billions' },
            { ...figure, currency: 'EUR', period: '2016' },
            { ...figure, value: '225' },
          ],
        },
        calculations: [{ what: 'growth', expression: '224 / 768', result: '31.2', unit: '%' }],
      }),
    );
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const { result } = await call('finance_query', { question: 'How did cash change?', documents: [TABLE] });
    expect(result.checks.map(({ ok, note }: { ok: boolean; note?: string }) => [ok, note])).toEqual([
      [false, 'It is 0.2916666667.'],
      [true, undefined],
      [true, undefined],
      [false, 'the passage is in millions'],
      [false, 'the passage is in USD; the passage does not speak of 2016'],
      [false, 'the number is not in the passage'],
    ]);
  });

  it('holds the weights of a portfolio against the whole', async () => {
    const topic = { field: 'finance', domain: 'portfolio_optimization' } as const;
    const holding = [
      { asset: 'Bonds', weight: '60 %' },
      { asset: 'Shares', weight: '50 %' },
    ];
    const upstream = await model(wholeAnswer(topic, { findings: { holding } }));
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const { result } = await call('finance_query', { question: 'Which mix?', domain: topic.domain });
    expect(result.checks).toEqual([
      { kind: 'sum', statement: 'The weights 60 + 50', ok: false, note: 'They sum to 110.' },
    ]);
  });
});

describe('science_query', () => {
  const fall = {
    answer: 'It falls for 2 s.',
    quantities: [
      { symbol: 'g', value: '9.81 m/s^2' },
      { symbol: 'h', value: '19.62 m' },
    ],
    equations: [{ left: 'h', right: 'g*t^2/2' }],
  };
  const solved = (value: string) =>
    wholeAnswer(science, {
      ...fall,
      final: value,
      quantities: [...fall.quantities, { symbol: 't', value }],
    });

  it('puts the result back into the law', async () => {
    const upstream = await model(solved('2 s'), solved('3 s'), solved('2 m'));
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const ask = () => call('science_query', { problem: 'How long does it fall?', domain: 'physics' });
    expect((await ask()).result).toMatchObject({
      final: '2 s',
      checks: [{ kind: 'equation', ok: true }],
      unsupported: [],
    });
    expect((await ask()).result).toMatchObject({ checks: [{ kind: 'equation', ok: false }] });
    expect((await ask()).result).toMatchObject({ checks: [{ kind: 'units', ok: false }] });
  });

  it.each([
    ['medium', 1],
    ['high', 3],
    ['xhigh', 5],
    ['max', 7],
  ])('asks for solutions by effort %s: %i', async (effort, count) => {
    const upstream = await model(solved('3 s'), solved('2 s'), solved('2.0 s'));
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const { result } = await call('science_query', { problem: 'How long does it fall?', domain: 'physics', effort });
    expect(upstream.requests).toHaveLength(count);
    expect(result.selected.effort).toBe(effort);
    expect(result.final).toMatch(count === 1 ? /^3 s/u : /^2(?:\.0)? s/u);
    expect(result.agreement).toBe(count === 1 ? undefined : (count - 1) / count);
  });

  it('computes nothing but arithmetic', async () => {
    const calculations = [
      { what: 'escape', expression: 'import("fs") + 1', result: '1', unit: '' },
      { what: 'power', expression: '((9^9)^9)^9', result: '1', unit: '' },
      { what: 'sum', expression: '2 + 2', result: '4', unit: '' },
    ];
    const upstream = await model(wholeAnswer(science, { calculations }));
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const { result } = await call('science_query', { problem: 'What is 2 + 2?', domain: 'physics' });
    expect(result.checks.at(-1)).toEqual({ kind: 'arithmetic', statement: '2 + 2 = 4', ok: true });
    expect(JSON.stringify(result.checks)).not.toContain('import');
  });
});

describe('a question of a field', () => {
  it('goes to the field’s own model where one is configured, and to a general one after it', async () => {
    const upstream = await loopback((request, response) => {
      const isWriter = request.url.endsWith('/chat');
      response.writeHead(isWriter ? 500 : 200, { 'content-type': 'application/json' });
      const message = { role: 'assistant', content: wholeAnswer(medical) };
      response.end(
        JSON.stringify({
          id: 'a',
          object: 'chat.completion',
          created: 1,
          model: 'm',
          choices: [{ index: 0, message, finish_reason: 'stop' }],
          usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
        }),
      );
    });
    const call = await serverFor(upstream, {
      reach: ['mistral'],
      keys: { MISTRAL_API_KEY: 'key-1', WRITER_API_KEY: 'key-2' },
      providers: { mistral: { baseUrl: upstream.url }, writer: { baseUrl: upstream.url } },
    });
    const { result, text, isError } = await call('medical_query', { question: 'What is it?' });
    expect(isError, text).toBe(false);
    expect(upstream.requests[0]?.body).toMatchObject({ model: 'palmyra-med' });
    expect(result).toMatchObject({ provider: 'mistral' });
    const named = await call('medical_query', { question: 'What is it?', model: 'mistral' });
    expect(named.result.attempts).toHaveLength(1);
  });

  it.each([
    ['legal_query', 'us', 'Equall/Saul-7B-Instruct-v1'],
    ['legal_query', 'china', 'ChatLaw-13B'],
    ['finance_query', undefined, 'FinGPT/fingpt-mt_llama3-8b_lora'],
  ])('%s (%s) prefers weights on a server of the operator’s own: %s', async (tool, jurisdiction, asked) => {
    const topic = tool === 'legal_query' ? ({ field: 'legal' } as const) : finance;
    const upstream = await model(wholeAnswer(topic));
    const keys = { SAULLM_BASE_URL: upstream.url, CHATLAW_BASE_URL: upstream.url, FINGPT_BASE_URL: upstream.url };
    const call = await serverFor(upstream, { reach: ['mistral'], variables: keys });
    const { isError, text } = await call(tool, { question: 'What is it?', ...(jurisdiction && { jurisdiction }) });
    expect(isError, text).toBe(false);
    expect(upstream.requests[0]?.body).toMatchObject({ model: asked });
  });

  it.each([
    ['finance_query', 'bloomberggpt', 'palmyra-fin'],
    ['medical_query', 'medlm', 'medgemma'],
    ['legal_query', 'ross-intelligence', 'saullm'],
  ])('%s by %s, which nobody can call, says what stands in: %s', async (tool, named, instead) => {
    const upstream = await loopback(json({}));
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const { result } = await call(tool, { question: 'What is it?', model: named });
    expect(result.error).toMatchObject({ code: 'unavailable', hint: expect.stringContaining(instead) });
    expect(upstream.requests).toEqual([]);
  });

  it.each([
    ['legal_query', 'voyage-law-2'],
    ['finance_query', 'voyage-finance-2'],
  ])('%s embeds long documents by %s where Voyage is configured, and never short ones', async (tool, embedder) => {
    const topic = tool === 'legal_query' ? ({ field: 'legal' } as const) : finance;
    const upstream = await loopback((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const { input = [] } = request.url.endsWith('/embeddings') ? JSON.parse(request.text) : {};
      const data = [input].flat().map((_: string, index: number) => ({
        object: 'embedding',
        index,
        embedding: [1, index % 7, 1],
      }));
      const vectors = { object: 'list', data, model: embedder, usage: { total_tokens: 3 } };
      response.end(
        JSON.stringify(request.url.endsWith('/embeddings') ? vectors : answerFor(request.url, wholeAnswer(topic))),
      );
    });
    const call = await serverFor(upstream, {
      keys: { MISTRAL_API_KEY: 'key-1', VOYAGE_API_KEY: 'key-2' },
      providers: { mistral: { baseUrl: upstream.url }, voyage: { baseUrl: upstream.url } },
    });
    const embedded = () => upstream.requests.filter(({ url }) => url.endsWith('/embeddings'));
    await call(tool, { question: 'What is owed?', documents: [TABLE] });
    expect(embedded()).toEqual([]);
    const long = dataUrl('Rent is owed on the first day of each month, and interest after it.\n\n'.repeat(700));
    const { isError, text } = await call(tool, { question: 'What is owed?', documents: [long] });
    expect(isError, text).toBe(false);
    expect(embedded()[0]?.body).toMatchObject({ model: embedder });
  });

  it('is answered by words where the embedder fails', async () => {
    const upstream = await loopback((request, response) => {
      const isEmbedding = request.url.endsWith('/embeddings');
      response.writeHead(isEmbedding ? 401 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isEmbedding ? { detail: 'No.' } : answerFor(request.url, wholeAnswer(finance))));
    });
    const call = await serverFor(upstream, {
      keys: { MISTRAL_API_KEY: 'key-1', VOYAGE_API_KEY: 'key-2' },
      providers: { mistral: { baseUrl: upstream.url }, voyage: { baseUrl: upstream.url } },
    });
    const long = dataUrl('Rent is owed on the first day of each month, and interest after it.\n\n'.repeat(700));
    const { result, isError, text } = await call('finance_query', { question: 'What is owed?', documents: [long] });
    expect(isError, text).toBe(false);
    expect(result.notes.join(' ')).toContain('searched by words alone');
    expect(upstream.requests.at(-1)?.text).toContain('Rent is owed');
  });

  it('is answered by quotes where no model is configured', async () => {
    const upstream = await loopback(json({}));
    const call = await serverFor(upstream, { reach: [] });
    const { result, isError, text } = await call('finance_query', {
      question: 'How much net cash did operating activities provide?',
      documents: [TABLE],
    });
    expect(isError, text).toBe(false);
    expect(result).toMatchObject({
      answered_by: 'quotes',
      local: true,
      citations: [{ verified: true }],
      unsupported: [],
    });
    const without = await call('finance_query', { question: 'How much cash?' });
    expect(without.result.error).toMatchObject({ code: 'not_configured' });
    expect(upstream.requests).toEqual([]);
  });

  it('gets a second chance for an answer that does not fit, and no third', async () => {
    const upstream = await model('It depends.', wholeAnswer(finance), 'It depends.');
    const call = await serverFor(upstream, { reach: ['mistral'] });
    expect((await call('finance_query', { question: 'What is it?' })).isError).toBe(false);
    expect(upstream.requests).toHaveLength(2);
    const { result } = await call('finance_query', { question: 'What is that?' });
    expect(result.error).toMatchObject({ code: 'bad_response' });
    expect(upstream.requests).toHaveLength(4);
  });

  it('names the documents that cannot be read, and goes on with the others', async () => {
    const upstream = await model(wholeAnswer(finance));
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const { result } = await call('finance_query', { question: 'What is it?', documents: [TABLE, '/nowhere/a.pdf'] });
    expect(result.notes.join(' ')).toContain('a.pdf was not read');
    const none = await call('finance_query', { question: 'What is it?', documents: ['/nowhere/a.pdf'] });
    expect(none.result.error).toMatchObject({ code: 'invalid_input' });
  });

  it('leaves out documents of another jurisdiction and those later than the date asked for', async () => {
    const upstream = await model(wholeAnswer({ field: 'legal', jurisdiction: 'uk' }));
    const call = await serverFor(upstream, { reach: ['mistral'] });
    await call('rag_index', {
      collection: 'cases',
      sources: [
        {
          id: 'a',
          text: 'Notice must be given in writing (ENGLISH).',
          metadata: { jurisdiction: 'uk', date: '2001-02-03' },
        },
        { id: 'b', text: 'Notice must be given in writing (AMERICAN).', metadata: { jurisdiction: 'us' } },
        {
          id: 'c',
          text: 'Notice must be given in writing (LATER).',
          metadata: { jurisdiction: 'uk', date: '2021-02-03' },
        },
        { id: 'd', text: 'Notice must be given in writing (ANYWHERE).' },
      ],
    });
    const { result } = await call('legal_query', {
      question: 'How must notice be given?',
      jurisdiction: 'uk',
      details: { as_of: '2010' },
      collection: 'cases',
    });
    const asked = upstream.requests.at(-1)?.text ?? '';
    expect(['ENGLISH', 'AMERICAN', 'LATER', 'ANYWHERE'].filter((word) => asked.includes(word))).toEqual([
      'ENGLISH',
      'ANYWHERE',
    ]);
    expect(result.notes.join(' ')).toMatch(/not of uk.*later than 2010/u);
  });
});
