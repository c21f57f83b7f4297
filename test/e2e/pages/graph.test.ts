import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifies } from '../../requirements.ts';
import { CHROMIUM } from '../../support/chromium.ts';
import { type Answer, type HostedPage, type HostOptions, openPage } from '../../support/page-host.ts';

const NAMES = ['Ingrid Vale', 'The Silent Harbour', 'Lofthus', 'Norwegian Film Institute', 'Bergen', 'Port Authority'];
const entity = (index: number) => ({ id: `e${index}`, name: NAMES[index] ?? '', type: '', chunks: 3 - (index % 3) });
const entities = NAMES.map((_, index) => entity(index));

const mention = (index: number) => ({
  chunk: `doc-${index}#0`,
  document: `doc-${index}`,
  source: `notes/doc-${index}.md`,
  page: 2,
  start: 10,
  end: 21,
  quote: `Sentence ${index} names Ingrid Vale.`,
});

const cardOf = (index: number) => ({
  ...entity(index),
  collection: 'films',
  descriptions: [],
  mentions: Array.from({ length: 9 }, (_, number) => mention(number)),
  neighbours: entities.filter((_, other) => other !== index),
  links: entities.flatMap((_, other) =>
    other === index ? [] : [{ source: `e${index}`, target: `e${other}`, weight: 2 }],
  ),
});

const hit = {
  id: 'doc-0#0',
  text: 'Whole passage.',
  quote: 'Whole passage.',
  document: 'doc-0',
  source: 'notes/doc-0.md',
  page: 2,
  start: 0,
  end: 14,
  score: 0.03,
  legs: { keyword: 1, graph: 2 },
};
const found = {
  hits: [hit],
  mode: 'graph_local',
  graph: { entities: entities.slice(0, 3), communities: [], points: [] },
};

const answer: Answer = (method, { uri, name, arguments: input }) => {
  if (method === 'tools/call') {
    expect([name, input]).toEqual(['rag_get', { collection: 'films', ids: ['doc-0#0'] }]);
    return { structuredContent: { spans: [{ id: 'doc-0#0', text: 'The exact stored text.' }] } };
  }
  const [, index = ''] = /^llmkit:\/\/collections\/films\/entities\/e(\d)$/.exec(String(uri)) ?? [];
  return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(cardOf(Number(index))) }] };
};

describe.runIf(CHROMIUM !== undefined)(`the graph page. ${verifies('pages.closed')}`, () => {
  let browser: Browser;
  let page: HostedPage;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    expect(page.faults).toEqual([]);
    await page.close();
  });

  async function shown(fields: Record<string, unknown> = found, options: HostOptions = {}): Promise<HostedPage> {
    page = await openPage(browser, 'graph', { answer, ...options });
    await page.send('ui/notifications/tool-input', { arguments: { collection: 'films', query: 'who?' } });
    await page.result(fields);
    return page;
  }

  it('draws what stands with the first entity of the search', async () => {
    const { frame } = await shown();
    await frame.getByRole('heading', { name: 'Ingrid Vale' }).waitFor();
    await expect.poll(() => frame.locator('svg .node').count()).toBe(6);
    expect(await frame.locator('svg line').count()).toBe(5);
    const names = await frame.locator('svg text').allTextContents();
    expect(names).toContain('Norwegian Film Institute');
  });

  it('goes on to a neighbour by the keyboard as by the pointer', async () => {
    const { frame, heard } = await shown();
    await frame
      .getByRole('list', { name: 'Stands with Ingrid Vale' })
      .getByRole('button', { name: /^Bergen/ })
      .press('Enter');
    await frame.getByRole('heading', { name: 'Bergen' }).waitFor();
    await frame.locator('svg .node', { hasText: 'Lofthus' }).locator('circle').click();
    await frame.getByRole('heading', { name: 'Lofthus' }).waitFor();
    expect((await heard('resources/read')).map(({ uri }) => String(uri).slice(-2))).toEqual(['e0', 'e4', 'e2']);
  });

  it('says where each mention stands and shows its passage', async () => {
    const { frame } = await shown();
    const mentions = frame.getByRole('region', { name: 'Mentions' });
    expect(await mentions.getByRole('listitem').first().textContent()).toContain('notes/doc-0.md, page 2, 10–21');
    await mentions.getByRole('button', { name: 'Read passage' }).first().click();
    await mentions.getByText('The exact stored text.').waitFor();
    await mentions.getByRole('button', { name: 'Show 3 more' }).click();
    expect(await mentions.getByRole('listitem').count()).toBe(9);
  });

  it('shows themes and points with the places that they rest on', async () => {
    const theme = {
      title: 'Film in Norway',
      summary: 'Two films.',
      entities: entities.slice(0, 2),
      findings: [{ text: 'One was shot at sea.', chunks: ['doc-0#0'] }],
    };
    const points = [{ text: 'It is about film.', score: 80, chunks: ['doc-0#0', 'doc-9#1'] }];
    const { frame } = await shown({
      ...found,
      mode: 'graph_global',
      graph: { entities: [], communities: [theme], points },
    });
    await frame.getByRole('region', { name: 'Points' }).getByText('notes/doc-0.md, page 2, 0–14 · doc-9#1').waitFor();
    await frame.getByRole('region', { name: 'Themes' }).getByText('One was shot at sea.').waitFor();
  });

  it('shows the passages of a search that asked no graph, and that nothing was found', async () => {
    const { frame, heard, result } = await shown({ hits: [{ ...hit, legs: { keyword: 1 } }], mode: 'keyword' });
    await frame.getByText('notes/doc-0.md, page 2, 0–14 · keyword 1').waitFor();
    expect(await heard('resources/read')).toEqual([]);
    await result({ hits: [], mode: 'keyword' });
    await frame.getByText('Nothing was found.').waitFor();
  });

  it('says why an entity cannot be read', async () => {
    const { frame } = await shown(found, {
      answer: () => {
        throw new Error('The collection is gone.');
      },
    });
    await frame.getByText('The collection is gone.').waitFor();
    expect(await frame.getByRole('region', { name: 'Passages' }).getByRole('listitem').count()).toBe(1);
  });

  it('stays within a narrow column', async () => {
    const { frame } = await shown(found, { browser: { viewport: { width: 260, height: 700 } } });
    await frame.locator('svg .node').first().waitFor();
    const [content, window] = await frame.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(content).toBeLessThanOrEqual(window);
  });

  it('shows foreign names as text', async () => {
    const hostile = '<img src=https://evil.test/x onerror=alert(1)>';
    const { frame } = await shown(
      { ...found, graph: { ...found.graph, entities: [{ ...entity(0), name: hostile }] } },
      { answer: () => ({ contents: [{ text: JSON.stringify({ ...cardOf(0), name: hostile }) }] }) },
    );
    await frame.getByRole('heading', { name: hostile }).waitFor();
    expect(await frame.locator('img').count()).toBe(0);
  });
});
