import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isKeyOptional, keySets } from '../../src/core/auth.ts';
import { ProviderError } from '../../src/core/errors.ts';
import type { Operation } from '../../src/core/operation.ts';
import type { ParseAnswer, ParseRequest, ParseResult } from '../../src/core/parse.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { formIn } from '../support/image.ts';
import { type Handler, type RecordedRequest, startUpstream, type Upstream } from '../upstream.ts';
import { parseStep } from './parse-answers.ts';
import { KEY, rowCapability } from './row.ts';
import { formCheck, requestCheck } from './spec.ts';

const ROWS = providers
  .filter(({ capabilities }) => capabilities.parse !== undefined)
  .map((row) => [row.id, row] as const);
type Row = (typeof ROWS)[number][1];

const PDF = { bytes: Buffer.from('%PDF-1.4 a small one'), mimeType: 'application/pdf', name: '/home/grace/secret.pdf' };
const SCHEMA = { type: 'object', properties: { total: { type: 'number' }, currency: { type: 'string' } } };
const SIGNAL = new AbortController().signal;

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const sends = (response: Parameters<Handler>[1], status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
};

/** Answers as documented: the first look of a job finds it running. */
function answering(): Handler {
  let looks = 0;
  return (request, response) => {
    const step = parseStep(request);
    if (step?.pending !== undefined && looks++ === 0) {
      return sends(response, step.pending.status ?? 200, step.pending.body);
    }
    return sends(response, step === undefined ? 404 : (step.status ?? 200), step?.body, step?.headers);
  };
}

const failing = (when: (request: RecordedRequest) => boolean, status: number, body: unknown): Handler => {
  const usual = answering();
  return (request, response, raw) =>
    when(request) ? sends(response, status, body, { 'retry-after': '2' }) : usual(request, response, raw);
};

const isKind =
  (...kinds: readonly string[]) =>
  (request: RecordedRequest): boolean =>
    kinds.includes(parseStep(request)?.kind ?? '');

/** The rows whose default model is an address of the operator's are asked for a deployment by name. */
const modelOf = (row: Row): string => (row.id === 'unstract' ? 'acme/invoices' : (row.defaults.parse ?? 'model-1'));

function over(row: Row, hasKey = true) {
  const { capability, asked, lines } = rowCapability(row, 'parse', upstream.url, hasKey, { wait: async () => {} });
  const request = (more: Partial<ParseRequest> = {}): ParseRequest => ({
    model: modelOf(row),
    document: PDF,
    url: 'https://example.org/report.pdf',
    ...more,
  });
  const ask = async (more: Partial<ParseRequest> = {}, signal = SIGNAL): Promise<ParseResult> => {
    if ('parse' in capability) return whole(await capability.parse(request(more), { signal }));
    // What a job needs has to survive being written down.
    const operation: Operation = JSON.parse(JSON.stringify(await capability.start(request(more), { signal })));
    for (let look = 0; look < 5; look += 1) {
      const state = await capability.poll(operation, { signal });
      if (state.status === 'succeeded') return whole(state.result);
      if (state.status === 'failed') throw state.error;
      if (state.status === 'cancelled') throw new Error('The job was cancelled.');
    }
    throw new Error('The job did not settle.');
  };
  return { capability, request, ask, asked, lines };
}

function whole(answer: ParseAnswer): ParseResult {
  if ('link' in answer) throw new Error('It lies elsewhere.');
  return answer;
}

const failureOf = (asked: Promise<unknown>): Promise<unknown> => asked.catch((thrown: unknown) => thrown);

describe.each(ROWS)('%s', (id, row) => {
  it('asks with its own auth, and reads text, pages and tables', async () => {
    upstream.serve(answering());
    const before = upstream.requests.length;
    const { ask, asked, lines } = over(row);
    const result = await ask();
    expect(result.markdown).toContain('The total is 42 EUR.');
    expect(result.tables).toMatchObject([
      {
        rows: [
          ['item', 'price'],
          ['boat', '42'],
        ],
      },
    ]);
    if (result.pages.length > 0) {
      expect(result.pages.map(({ page }) => page)).toEqual([1, 2]);
      expect(result.pages[1]?.markdown).toContain('boat');
      expect(result.tables[0]?.page).toBe(2);
    }
    if (id !== 'jina-reader' && id !== 'unstract') expect(result.usage).toEqual({ pages: 2 });
    const sent = upstream.requests.slice(before);
    expect(sent.map((request) => parseStep(request)?.kind)).not.toContain(undefined);
    for (const { headers } of asked) {
      if (keySets(row.auth).length > 0) expect(JSON.stringify(headers)).toContain(KEY);
    }
    expect(sent.map(({ text }) => text).join('\n')).not.toContain('secret');
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it.each([
    [400, 'bad_request'],
    [401, 'auth_rejected'],
    [402, 'quota_exhausted'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
    [503, 'overloaded'],
  ])('reads status %i as %s without repeating the key', async (status, code) => {
    const body = { detail: `said ${KEY}`, message: `said ${KEY}` };
    upstream.serve(failing(isKind('start', 'upload'), status, body));
    const { ask, lines } = over(row);
    const failure = await failureOf(ask());
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ code, status, provider: id, retryAfterMs: 2000 });
    if (keySets(row.auth).length > 0) {
      expect(`${failure} ${JSON.stringify(failure)} ${JSON.stringify(lines)}`).not.toContain(KEY);
    }
  });

  it.each([
    ['another object', { something: 'else' }],
    ['numbers for text', { data: { markdown: 7, content: 7 }, pages: [{ index: 'x', markdown: 7 }], job_id: [] }],
    ['a list of nothing', [null]],
  ])('takes %s for no document and no job', async (_what, body) => {
    upstream.serve(failing(isKind('start', 'upload', 'look', 'once', 'result'), 200, body));
    const failure = await failureOf(over(row).ask());
    if (id === 'unstructured' && Array.isArray(body)) return expect(failure).toMatchObject({ markdown: '' });
    expect(failure).toMatchObject({ code: 'bad_response', provider: id });
  });

  it('lets the upstream go as soon as the caller leaves', async () => {
    const controller = new AbortController();
    const gone = Promise.withResolvers<void>();
    upstream.serve((_request, response) => {
      response.on('close', gone.resolve);
      controller.abort();
    });
    await expect(over(row).ask({}, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await gone.promise;
  });

  const { capability } = rowCapability(row, 'parse', 'http://127.0.0.1:9');
  const isJob = 'start' in capability;

  it.runIf(isJob).each([
    [401, 'auth_rejected'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
  ])('throws what status %i of a look means, so that the job lives on', async (status, code) => {
    upstream.serve(answering());
    const { capability, request, ask } = over(row);
    if (!('start' in capability)) throw new Error('It is no job.');
    const operation = await capability.start(request(), { signal: SIGNAL });
    upstream.serve(failing(isKind('look'), status, { message: 'later' }));
    await expect(capability.poll(operation, { signal: SIGNAL })).rejects.toMatchObject({ code, status });
    upstream.serve(answering());
    expect((await ask()).markdown).toContain('42 EUR');
  });

  it.runIf(isJob)('reports a job that failed with the vendor’s reason', async () => {
    const body = {
      status: { reducto: 'Failed', llmwhisperer: 'error', unstract: 'ERROR' }[id] ?? 'failed',
      task_status: 'failure',
      job: { status: 'FAILED', error_message: 'the file is corrupt' },
      error: id === 'unstract' ? 'the file is corrupt' : { message: 'the file is corrupt' },
      reason: 'the file is corrupt',
      message: 'the file is corrupt',
      error_message: 'the file is corrupt',
    };
    upstream.serve(failing(isKind('look'), 200, body));
    const failure = await failureOf(over(row).ask());
    expect(failure).toMatchObject({
      code: 'bad_request',
      provider: id,
      message: expect.stringContaining('the file is corrupt'),
    });
  });

  it.runIf(capability.intake('x').isReadOnce)('says that a result which was read before is gone', async () => {
    const isLast = id === 'unstract' ? isKind('look') : isKind('once');
    upstream.serve(failing(isLast, id === 'unstract' ? 406 : 400, { message: 'Whisper text already delivered' }));
    const failure = await failureOf(over(row).ask());
    expect(failure).toMatchObject({ code: 'not_found', message: expect.stringContaining('once') });
  });

  it.runIf(capability.intake('x').takesSchema === true || capability.extract !== undefined)(
    'extracts fields by a schema',
    async () => {
      upstream.serve(answering());
      const { capability, ask } = over(row);
      const read = await ask({ schema: SCHEMA });
      const model = modelOf(row);
      const fields =
        capability.extract === undefined
          ? read.fields
          : (await capability.extract({ ...read, model, schema: SCHEMA }, { signal: SIGNAL })).fields;
      expect(fields).toEqual({ total: 42, currency: 'EUR' });
    },
  );

  it.runIf(id === 'llamaparse')('tells why no fields could be extracted', async () => {
    const job = { id: 'ext-1', status: 'FAILED', error_message: 'the schema is invalid' };
    upstream.serve(failing(isKind('extract'), 200, job));
    const asked = over(row).capability.extract?.(
      { model: 'agentic', markdown: '', handle: 'job-1', schema: SCHEMA },
      { signal: SIGNAL },
    );
    await expect(asked).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('invalid') });
  });

  it.runIf(keySets(row.auth).length > 0 && !isKeyOptional(row.auth))(
    'names its variable when the key is missing',
    async () => {
      const [first] = keySets(row.auth)[0] ?? [];
      const failure = await failureOf(over(row, false).ask());
      expect(failure).toMatchObject({ code: 'not_configured', message: expect.stringContaining(String(first)) });
    },
  );
});

const WISHES: readonly Partial<ParseRequest>[] = [
  {},
  { pages: '1-3,8' },
  { pages: '5-' },
  { schema: SCHEMA },
  { ocr: { mode: 'always' } },
  { ocr: { mode: 'auto', languages: 'deu+eng' } },
];

it('docling numbers the pages from the first that was asked for', async () => {
  const row = ROWS.find(([known]) => known === 'docling')?.[1];
  if (row === undefined) throw new Error('There is no docling.');
  upstream.serve(answering());
  expect((await over(row).ask({ pages: '7-8' })).pages.map(({ page }) => page)).toEqual([7, 8]);
});

describe.runIf(hasShared)('requests fit the vendors’ specifications', () => {
  it.each([
    ['llamaparse', '/api/v2/parse', 'openapi.json'],
    ['reducto', '/parse_async', 'openapi.json'],
    ['mistral', '/v1/ocr', 'openapi.json'],
    ['azure-document-intelligence', '/documentModels/{modelId}:analyze', 'openapi-2024-11-30.json'],
  ])('of %s', async (id, path, file) => {
    const row = ROWS.find(([known]) => known === id)?.[1];
    if (row === undefined) throw new Error(`There is no ${id}.`);
    const check = requestCheck(id, path, file);
    for (const wish of WISHES) {
      upstream.serve(answering());
      const before = upstream.requests.length;
      await over(row).ask(wish);
      const sent = upstream.requests.slice(before).find(isKind('start'));
      expect(check(sent?.body), JSON.stringify(wish)).toEqual([]);
    }
  });

  it.each([
    ['reducto', '/extract', ['parse']],
    ['llamaparse', '/api/v2/extract', ['fast', 'agentic']],
  ])('of the fields of %s', async (id, path, models) => {
    const row = ROWS.find(([known]) => known === id)?.[1];
    if (row === undefined) throw new Error(`There is no ${id}.`);
    const { capability } = over(row);
    for (const model of models) {
      upstream.serve(answering());
      const before = upstream.requests.length;
      await capability.extract?.({ model, markdown: '', handle: 'job-1', schema: SCHEMA }, { signal: SIGNAL });
      expect(requestCheck(id, path)(upstream.requests[before]?.body)).toEqual([]);
    }
  });

  it('of llamaparse’s uploads', async () => {
    const row = ROWS.find(([known]) => known === 'llamaparse')?.[1];
    if (row === undefined) throw new Error('There is no llamaparse.');
    upstream.serve(answering());
    const before = upstream.requests.length;
    await over(row).ask();
    const [upload] = upstream.requests.slice(before).filter(isKind('upload'));
    if (upload === undefined) throw new Error('Nothing was uploaded.');
    const form = Object.fromEntries(await formIn(upload));
    expect(formCheck('llamaparse', '/api/v1/beta/files')(form)).toEqual([]);
    expect(form.file).toBe('document.pdf application/pdf 20');
  });
});
