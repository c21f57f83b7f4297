import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import type { RunJournal } from '../../../src/core/job.ts';
import type { Operation, OperationState } from '../../../src/core/operation.ts';
import type { ParseAnswer, ParseCapability, ParseIntake, ParseRequest, ParseResult } from '../../../src/core/parse.ts';
import type { PublicDownload } from '../../../src/core/produced.ts';
import type { Asking } from '../../../src/runtime/asking.ts';
import { startDeadline } from '../../../src/runtime/deadline.ts';
import { parseUsage } from '../../../src/runtime/estimate-parse.ts';
import { parseRemotely } from '../../../src/runtime/parse.ts';
import { noNetwork } from '../../endpoint.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { memoryArtifacts } from '../../memory-artifacts.ts';
import { pipeline, provider, toolCall } from './pipeline.ts';

const document = { bytes: Buffer.from('%PDF-1.4 small'), mimeType: 'application/pdf' };
const page = (number: number) => ({ page: number, markdown: `This is page ${number}.` });
const READ: ParseResult = {
  markdown: [1, 2, 3].map((number) => page(number).markdown).join('\n\n'),
  pages: [1, 2, 3].map(page),
  tables: [{ page: 2, rows: [['a'], ['b']] }],
  metadata: {},
  usage: { pages: 3 },
};
const INTAKE: ParseIntake = { takes: 'file', choosesPages: false, choosesOcr: false };

const reader = (answer: ParseAnswer, intake: Partial<ParseIntake> = {}): ParseCapability => ({
  intake: () => ({ ...INTAKE, ...intake }),
  parse: async () => answer,
});

const ask = (capability: ParseCapability, request: Partial<ParseRequest> = {}, download?: PublicDownload) => {
  const options = { createEndpoint: () => forbidding, ...(download && { download }) };
  const { run } = pipeline([provider('acme', { parse: capability })], options);
  return run('parse', { document, ...request }, { model: 'acme' }, toolCall({ tool: 'parse_document' }));
};

/** An endpoint that trusts no address of an answer. */
const forbidding = {
  ...noNetwork,
  provider: 'acme',
  send: () => Promise.reject(new ProviderError('forbidden', { message: 'That is not the provider’s own address.' })),
};

describe('a remote parser', () => {
  it('gives the pages that were asked for when the provider reads them all', async () => {
    const { result, receipt } = await ask(reader(READ), { pages: '2-' });
    expect(result.pages.map(({ page: number }) => number)).toEqual([2, 3]);
    expect(result.markdown).toBe('This is page 2.\n\nThis is page 3.');
    expect(result.tables).toHaveLength(1);
    expect(receipt.notes?.join()).toContain('1 more pages were read and left out');
    expect(receipt.usage.pages).toBe(3);
  });

  it('says when an OCR wish has nowhere to go', async () => {
    const { receipt } = await ask(reader(READ), { ocr: { mode: 'always' } });
    expect(receipt.notes).toEqual(['This provider decides by itself what it reads by OCR.']);
  });

  it('refuses before anything is sent what the provider does not take', async () => {
    await expect(ask(reader(READ, { takes: 'url' }))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(ask(reader(READ, { maxBytes: 5 }))).rejects.toMatchObject({
      code: 'unsupported',
      message: 'The document has 14 bytes, acme takes up to 5.',
    });
    await expect(ask(reader(READ), { pages: '3-1' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('fetches a result that lies elsewhere through the egress guard', async () => {
    const asked: string[] = [];
    const download: PublicDownload = async (url) => {
      asked.push(url);
      return { status: 200, headers: {}, chunks: () => pieces('{"text":', '"From afar."}') };
    };
    const link = {
      link: 'https://files.example/r.json',
      read: (body: unknown) => ({ ...READ, markdown: wordsOf(body) }),
    };
    const { result } = await ask(reader(link), {}, download);
    expect(result.markdown).toBe('From afar.');
    expect(asked).toEqual(['https://files.example/r.json']);
  });

  it.each([
    ['an address that has expired', new ProviderError('forbidden', { status: 403 }), 'not_found'],
    ['an address that may not be reached', new ProviderError('forbidden'), 'forbidden'],
  ])('ends with an error for %s', async (_what, error, code) => {
    const link = { link: 'https://files.example/r.json', read: () => READ };
    await expect(ask(reader(link), {}, () => Promise.reject(error))).rejects.toMatchObject({ code });
  });

  it('has fields extracted by the same provider, and sums what both used', async () => {
    const capability = { ...reader(READ), extract: async () => ({ fields: { total: 42 }, usage: { pages: 1 } }) };
    const { result } = await ask(capability, { schema: { type: 'object' } });
    expect(result).toMatchObject({ fields: { total: 42 }, usage: { pages: 4 } });
  });

  it('is not lost when the provider cannot extract from it', async () => {
    const extract = () => Promise.reject(new ProviderError('bad_request', { message: 'The schema is too deep.' }));
    const { result, receipt } = await ask({ ...reader(READ), extract }, { schema: { type: 'object' } });
    expect(result).toMatchObject({ markdown: READ.markdown, usage: { pages: 3 } });
    expect(receipt.notes).toEqual(['acme extracted no fields: The schema is too deep.']);
  });

  it('keeps a result that can be had once before anything else, for whoever goes on', async () => {
    const artifacts = memoryArtifacts();
    const journal = memoryJournal();
    let polls = 0;
    const capability: ParseCapability = {
      intake: () => ({ ...INTAKE, isReadOnce: true }),
      start: async () => ({ id: 'job-1' }),
      poll: async (): Promise<OperationState<ParseAnswer>> => {
        polls += 1;
        if (polls === 1) return { status: 'succeeded', result: READ };
        return { status: 'failed', error: new ProviderError('not_found') };
      },
    };
    const going = () => {
      const clock = createFakeClock();
      const parsed = parseRemotely(
        capability,
        { model: 'reader', document },
        { asking: askingWith(clock, journal, artifacts), endpoint: forbidding, download: () => Promise.reject() },
      );
      return clock.runUntil(parsed);
    };
    const first = await going();
    // The process ends here: the call is run again from its arguments and the journal.
    const second = await going();
    expect(second.pages).toEqual(first.pages);
    expect(polls).toBe(1);
  });
});

describe('the pages that a parse is taken to cost', () => {
  const pdf = {
    bytes: Buffer.from(`%PDF-1.4 ${'<< /Type /Page >>'.repeat(5)} << /Type /Pages >>`),
    mimeType: 'application/pdf',
  };
  it('are counted where a PDF lists them', () => {
    expect(parseUsage({ document: pdf })).toEqual({ low: { pages: 5 }, high: { pages: 5 } });
    expect(parseUsage({ document: pdf, pages: '2-3' })).toEqual({ low: { pages: 2 }, high: { pages: 5 } });
  });
  it('are guessed from the size of anything else', () => {
    const long = { bytes: new Uint8Array(30_000), mimeType: 'application/zip' };
    expect(parseUsage({ document: long })).toEqual({ low: { pages: 1 }, high: { pages: 10 } });
  });
});

const wordsOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'text' in body ? String(body.text) : '';

async function* pieces(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** What a journal remembers, over the end of its process. */
function memoryJournal(): RunJournal {
  let step: ReturnType<RunJournal['step']>;
  return {
    runId: 'run-1',
    model: undefined,
    elapsedMs: 0,
    step: () => step,
    begin: async (_part, begun) => {
      step = begun;
    },
    began: async (_part, operation: Operation) => {
      if (step !== undefined) step = { ...step, operation: JSON.parse(JSON.stringify(operation)) };
    },
    forget: async () => {
      step = undefined;
    },
    sending: () => undefined,
    progress: () => undefined,
  };
}

function askingWith(
  clock: ReturnType<typeof createFakeClock>,
  journal: RunJournal,
  artifacts: ReturnType<typeof memoryArtifacts>,
): Asking {
  const { signal } = new AbortController();
  return {
    ask: (work) => work(signal),
    deadline: startDeadline(clock, 600_000, signal),
    clock,
    call: { principal: { tenant: 'local', subject: 'local' } },
    artifacts: async () => artifacts,
    isLocal: false,
    model: 'acme/reader',
    journal,
    look: (work) => work(),
    paid: () => undefined,
    tidy: () => undefined,
  };
}
