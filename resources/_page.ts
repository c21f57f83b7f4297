import { PAGE_TYPE, type PageName, pageUri } from '../src/core/page.ts';
import { defineResource, type ResourceDefinition } from '../src/core/resource.ts';

/** No origin: everything a page shows comes through the host, and what is too large for that is opened by it. */
const NO_ORIGINS = { connectDomains: [], resourceDomains: [] };

/** One page of `ui/` as the resource that a host of MCP Apps reads. */
export const pageResource = (
  page: PageName,
  facts: Pick<ResourceDefinition, 'title' | 'description'>,
): ResourceDefinition =>
  defineResource({
    uri: pageUri(page),
    name: `page_${page}`,
    ...facts,
    mimeType: PAGE_TYPE,
    meta: { ui: { csp: NO_ORIGINS, prefersBorder: true } },
    async read() {
      const { pages } = await import('./pages.generated.ts');
      return { mimeType: PAGE_TYPE, text: pages[page] };
    },
  });
