import { profileOf } from '../core/provider.ts';
import { firecrawlParse } from '../wire/parse/firecrawl-parse.ts';
import firecrawl from './firecrawl.ts';

// The same server and key as its search.
export default profileOf(firecrawl, {
  id: 'firecrawl-parse',
  name: 'Firecrawl Parse',
  checked: '2026-11-23',
  category: 'domain',
  capabilities: { parse: firecrawlParse() },
  defaults: { parse: 'auto' },
});
