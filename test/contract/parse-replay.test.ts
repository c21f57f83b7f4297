import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeTransports } from '../../src/http/transport.ts';
import llamaparse from '../../src/providers/llamaparse.ts';
import mistral from '../../src/providers/mistral.ts';
import { decodeResponse as firecrawl } from '../../src/wire/parse/firecrawl-parse.ts';
import { hasShared } from '../shared.ts';
import { startUpstream, type Upstream } from '../upstream.ts';
import { recordingsOf } from './recordings.ts';
import { rowCapability } from './row.ts';

const REQUEST = { model: 'model-1', document: { bytes: Buffer.from('%PDF-1.4'), mimeType: 'application/pdf' } };
const SIGNAL = new AbortController().signal;

/** The recorded answers of one kind. */
const answersOf = (provider: string, capability: string): readonly unknown[] =>
  recordingsOf('ocr', 'rest').flatMap(({ id, response }) =>
    id.startsWith(`${provider}/${capability}/`) && response.status === 200 ? [response.body] : [],
  );

describe.runIf(hasShared)('recorded documents', () => {
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await startUpstream({ chunks: [] });
  });
  afterAll(async () => {
    await upstream.close();
    await closeTransports();
  });

  const serving = (answer: (url: string) => unknown): void =>
    upstream.serve((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer(`${request.method} ${request.url}`)));
    });

  it('of Mistral are read page by page', async () => {
    const bodies = answersOf('mistral', 'ocr');
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) {
      serving(() => body);
      const { capability } = rowCapability(mistral, 'parse', upstream.url);
      if (!('parse' in capability)) throw new Error('It is a job.');
      const answer = await capability.parse(REQUEST, { signal: SIGNAL });
      expect(answer).toMatchObject({ usage: { pages: expect.any(Number) }, pages: [{ page: 1 }] });
      expect('markdown' in answer && answer.markdown).toContain('Lorem ipsum');
    }
  });

  it('of LlamaParse’s first version are read by a server that still speaks it', async () => {
    const [started] = answersOf('llamaparse', 'parse-upload');
    const states = answersOf('llamaparse', 'parse-status');
    const [result] = answersOf('llamaparse', 'parse-result');
    expect(states.length).toBeGreaterThan(0);
    for (const state of states) {
      serving((asked) => (asked.startsWith('POST') ? started : asked.includes('/result/') ? result : state));
      const { capability } = rowCapability(llamaparse, 'parse', upstream.url);
      if (!('start' in capability)) throw new Error('It is no job.');
      const operation = await capability.start(REQUEST, { signal: SIGNAL });
      const ended = await capability.poll(operation, { signal: SIGNAL });
      expect(ended).toMatchObject({ status: 'succeeded' });
      expect(JSON.stringify(ended)).toContain('Attention Is All You Need');
    }
  });

  it('of Firecrawl have their Markdown where a parsed file has it', () => {
    const bodies = answersOf('firecrawl', 'scrape');
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) expect(firecrawl(body, 'firecrawl-parse').markdown.length).toBeGreaterThan(100);
  });
});
