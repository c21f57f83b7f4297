import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { pages } from '../../resources/pages.generated.ts';
import type { PageName } from '../../src/core/page.ts';

/** What a host must enforce for a page that declares no origin, by the specification of MCP Apps. */
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "media-src 'self' data:; connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'self'";

/** A host that does what the specification says and no more, in words of the browser, which are not type-checked here. */
const HOST = `<!doctype html><meta charset="utf-8"><style>body{margin:0}iframe{border:0;display:block;width:100%;height:100vh}</style>
<iframe title="page" sandbox="allow-scripts"></iframe>
<script>
  const frame = document.querySelector('iframe');
  const post = (message) => frame.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*');
  window.heard = [];
  window.tell = (method, params) => post({ method, params });
  window.ask = (method) => new Promise((resolve) => {
    window.addEventListener('message', ({ data }) => data.id === 'asked' && !data.method && resolve(data));
    post({ id: 'asked', method, params: {} });
  });
  window.addEventListener('message', async ({ source, data }) => {
    if (source !== frame.contentWindow || !data.method) return;
    window.heard.push(data);
    if (data.id === undefined) return;
    const { result, error } = await window.answer(data.method, data.params);
    post({ id: data.id, ...(error ? { error: { code: -32000, message: error } } : { result }) });
  });
  frame.src = 'http://page.test/';
</script>`;

export type Answer = (method: string, params: Record<string, unknown>) => unknown;

export type HostOptions = {
  readonly context?: Record<string, unknown>;
  readonly capabilities?: Record<string, unknown>;
  /** What the host answers to a request of the page. What it throws is answered as an error. */
  readonly answer?: Answer;
  readonly browser?: BrowserContextOptions;
  /** The host enforces nothing; only the page's own policy is left. */
  readonly isLenient?: boolean;
  /** Time stands still in the page until the test lets it pass. */
  readonly isClockHeld?: boolean;
};

export type HostedPage = {
  readonly host: Page;
  readonly frame: Frame;
  /** Requests that left, violations of a policy, errors of scripts. Each must stay empty. */
  readonly faults: string[];
  send(method: string, params: Record<string, unknown>): Promise<void>;
  result(structuredContent: Record<string, unknown>, rest?: Record<string, unknown>): Promise<void>;
  heard(method: string): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
};

const OFFERS = { serverTools: {}, serverResources: {}, openLinks: {} };

/** Opens a page in the sandbox of a host, greeted and ready for its result. */
export async function openPage(browser: Browser, name: PageName, options: HostOptions = {}): Promise<HostedPage> {
  const context = await browser.newContext(options.browser);
  const host = await context.newPage();
  if (options.isClockHeld === true) await host.clock.install();
  const faults: string[] = [];
  const served: Record<string, { body: string; headers?: Record<string, string> }> = {
    'http://host.test/': { body: HOST },
    'http://page.test/': {
      body: pages[name],
      headers: options.isLenient === true ? {} : { 'content-security-policy': POLICY },
    },
  };
  await context.route('**/*', (route) => {
    const known = served[route.request().url()];
    if (known !== undefined) return route.fulfill({ contentType: 'text/html', ...known });
    faults.push(`request: ${route.request().url()}`);
    return route.abort();
  });
  host.on('console', (line) => line.type() === 'error' && faults.push(`console: ${line.text()}`));
  host.on('pageerror', (thrown) => faults.push(`script: ${thrown.message}`));

  await host.exposeFunction('answer', async (method: string, params: Record<string, unknown>) => {
    if (method === 'ui/initialize') {
      const capabilities = options.capabilities ?? OFFERS;
      const greeting = { protocolVersion: params.protocolVersion, hostInfo: { name: 'test', version: '1' } };
      return { result: { ...greeting, hostCapabilities: capabilities, hostContext: options.context ?? {} } };
    }
    try {
      return { result: (await options.answer?.(method, params)) ?? {} };
    } catch (thrown) {
      return { error: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  });
  await host.goto('http://host.test/');
  await host.waitForFunction('window.heard.some(({ method }) => method === "ui/notifications/initialized")');
  const frame = host.frames().find((candidate) => candidate.url() === 'http://page.test/');
  if (frame === undefined) throw new Error('The host has no page');

  const send = (method: string, params: Record<string, unknown>): Promise<void> =>
    host.evaluate(`window.tell(${JSON.stringify(method)}, ${JSON.stringify(params)})`);
  return {
    host,
    frame,
    faults,
    send,
    result: (structuredContent, rest = {}) =>
      send('ui/notifications/tool-result', { content: [{ type: 'text', text: 'plain' }], structuredContent, ...rest }),
    heard: async (method) => {
      const messages = await host.evaluate<{ method: string; params: Record<string, unknown> }[]>('window.heard');
      return messages.filter((message) => message.method === method).map(({ params }) => params);
    },
    close: () => context.close(),
  };
}
