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

/** YAML's fences are dashes, TOML's plus signs. */
const FRONT_MATTER = /^(---|\+\+\+)\n([\s\S]{0,20000}?)\n\1/u;
const FENCED = /^(`{3,9}|~{3,9})[^\n]*\n[\s\S]*?(?:\n\1|$(?![\s\S]))/gmu;

/** The title that Markdown gives itself in its front matter or by its first heading. */
export function titleOf(text: string): string | undefined {
  const beginning = text.slice(0, 20_000);
  const frontMatter = FRONT_MATTER.exec(beginning);
  const title =
    /^title\s*[:=]\s*["']?(.+?)["']?\s*$/mu.exec(frontMatter?.[2] ?? '')?.[1] ??
    // A comment in a shell's script looks like a heading.
    /^#\s+(.+?)\s*#*\s*$|^(\S.*)\n=+\s*$/mu
      .exec(beginning.slice(frontMatter?.[0].length ?? 0).replaceAll(FENCED, ''))
      ?.slice(1)
      .find((found) => found !== undefined);
  return title?.slice(0, 300);
}
