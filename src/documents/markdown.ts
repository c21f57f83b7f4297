import type { FormatParser } from './parsed.ts';
import { parseText } from './text.ts';

/** Markdown stays as it is written; a title is taken from its front matter or first heading. */
export const parseMarkdown: FormatParser = (job) => {
  const parsed = parseText(job);
  const title = titleOf(parsed.text);
  return {
    ...parsed,
    mimeType: 'text/markdown',
    metadata: { ...parsed.metadata, ...(title === undefined ? {} : { title }) },
  };
};

function titleOf(text: string): string | undefined {
  const frontMatter = text.startsWith('---\n') ? text.slice(4, text.indexOf('\n---', 4)) : '';
  const title =
    /^title:\s*["']?(.+?)["']?\s*$/mu.exec(frontMatter)?.[1] ??
    /^#\s+(.+?)\s*#*\s*$/mu.exec(text.slice(0, 20_000))?.[1];
  return title?.slice(0, 300);
}
