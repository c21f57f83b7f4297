/** The pages that hosts of MCP Apps show results in. Each is a file `ui/<name>.ts`. */
export const PAGE_NAMES = ['audio', 'images', 'job', 'graph'] as const;
export type PageName = (typeof PAGE_NAMES)[number];

/** The type by which a host knows a page that speaks MCP Apps. */
export const PAGE_TYPE = 'text/html;profile=mcp-app';

export const pageUri = (name: PageName): string => `ui://llmkit/${name}`;

/** `_meta` of a tool whose results a page shows. Hosts older than the first release of MCP Apps read the flat key. */
export const toolPageMeta = (name: PageName) => ({
  ui: { resourceUri: pageUri(name) },
  'ui/resourceUri': pageUri(name),
});
