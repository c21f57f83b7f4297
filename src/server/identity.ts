import type { Implementation } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';

/** What this server calls itself towards clients. */
export const identityOf = ({ version }: App): Implementation => ({
  name: 'llmkit-mcp',
  title: 'LLMKit',
  version,
  websiteUrl: 'https://www.npmjs.com/package/llmkit-mcp',
});
