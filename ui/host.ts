import { applyContext, watchSize } from './appearance.ts';
import { type Channel, openChannel } from './channel.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from './fields.ts';

const PROTOCOL = '2026-01-26';

/** The program that shows this page, and through it the server. What it cannot do is absent. */
export type Host = {
  readonly callTool?: (name: string, input: Fields) => Promise<Fields>;
  /** The resource as a `data:` URL. */
  readonly readResource?: (uri: string) => Promise<string>;
  /** The resource as text. */
  readonly readText?: (uri: string) => Promise<string>;
  readonly openLink?: (url: string) => Promise<void>;
  readonly saveFile?: (file: { readonly uri: string; readonly mimeType: string }) => Promise<void>;
};

/** What a host tells a page. */
export type HostEvents = {
  input(input: Fields): void;
  result(result: Fields): void;
  cancelled(): void;
  /** The page is about to be taken down. */
  end(): void;
};

/** Greets the host and takes over its look. Rejects when nobody answers. */
export async function connectHost(title: string, listen: (host: Host) => HostEvents): Promise<void> {
  // Some hosts send the result in the same breath as the greeting; it waits until the page has its host.
  const early: ((events: HostEvents) => void)[] = [];
  let events: HostEvents | undefined;
  const tell = (event: (events: HostEvents) => void): void =>
    events === undefined ? void early.push(event) : event(events);
  const channel = openChannel({
    notifications: {
      'ui/notifications/tool-input': (params) => tell(({ input }) => input(fieldsOf(params.arguments))),
      'ui/notifications/tool-result': (params) => tell(({ result }) => result(params)),
      'ui/notifications/tool-cancelled': () => tell(({ cancelled }) => cancelled()),
      'ui/notifications/host-context-changed': applyContext,
    },
    requests: { ping: () => {}, 'ui/resource-teardown': () => tell(({ end }) => end()) },
  });
  const greeting = await channel.request('ui/initialize', {
    protocolVersion: PROTOCOL,
    appInfo: { name: 'llmkit-mcp', title, version: '1.0.0' },
    appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] },
  });
  applyContext(fieldsOf(greeting.hostContext));
  events = listen(hostOver(channel, fieldsOf(greeting.hostCapabilities)));
  for (const event of early) event(events);
  channel.notify('ui/notifications/initialized', {});
  watchSize((size) => channel.notify('ui/notifications/size-changed', size));
}

const hostOver = (channel: Channel, offers: Fields): Host => ({
  ...(isFields(offers.serverTools) && {
    callTool: (name, input) => channel.request('tools/call', { name, arguments: input }),
  }),
  ...(isFields(offers.serverResources) && {
    readResource: async (uri) => dataUrlOf(await channel.request('resources/read', { uri })),
    readText: async (uri) => textIn(await channel.request('resources/read', { uri })),
  }),
  ...(isFields(offers.openLinks) && {
    openLink: async (url) => assertDone(await channel.request('ui/open-link', { url })),
  }),
  ...(isFields(offers.downloadFile) && {
    saveFile: async ({ uri, mimeType }) => {
      const name = uri.slice(uri.lastIndexOf('/') + 1);
      const contents = [{ type: 'resource_link', uri, name, mimeType }];
      assertDone(await channel.request('ui/download-file', { contents }));
    },
  }),
});

function dataUrlOf({ contents }: Fields): string {
  const { blob, mimeType } = fieldsOf(listOf(contents)[0]);
  const data = textOf(blob);
  if (data === undefined) throw new Error('The host gave no bytes.');
  return `data:${textOf(mimeType) ?? 'application/octet-stream'};base64,${data}`;
}

function textIn({ contents }: Fields): string {
  const text = textOf(fieldsOf(listOf(contents)[0]).text);
  if (text === undefined) throw new Error('The host gave no text.');
  return text;
}

function assertDone({ isError }: Fields): void {
  if (isError === true) throw new Error('The host did not do it.');
}
