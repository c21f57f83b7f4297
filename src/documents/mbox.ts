import type { ParsedDocument } from '../core/document.ts';
import { composedPages, type Section } from './compose.ts';
import { openEml } from './eml.ts';
import { readMessage } from './message.ts';
import { restNote, selectPages } from './pages.ts';
import type { FormatParser } from './parsed.ts';

/** A mailbox: each message is a page. */
export const parseMbox: FormatParser = async (job, parsePart) => {
  const messages = messagesIn(job.bytes);
  const wanted = messages.length === 0 ? [] : selectPages(job.pages, messages.length, job.limits.maxPages);
  const sections: Section[] = [];
  const tables: ParsedDocument['tables'][number][] = [];
  const notes: string[] = [];
  for (const page of wanted) {
    const read = await readMessage(await openEml(messages[page - 1] ?? new Uint8Array()), job, parsePart);
    sections.push({ page, blocks: read.blocks });
    tables.push(...read.tables.map(({ rows }) => ({ page, rows })));
    notes.push(...read.notes.map((note) => `Message ${page}: ${note}`));
  }
  const composed = composedPages(sections, job.limits);
  return {
    ...composed,
    tables,
    mimeType: 'application/mbox',
    metadata: { page_count: messages.length },
    notes: [...composed.notes, ...notes, ...restNote(job.pages, wanted, messages.length, 'messages')],
  };
};

/** A message begins after an empty line with `From `; lines of its own that begin so were given a `>`. */
function messagesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n');
  return text
    .split(/(?:^|\n\n)From [^\n]{0,200}\d{4}[^\n]{0,40}\n/u)
    .filter((message) => message.trim() !== '')
    .map((message) => Buffer.from(message.replaceAll(/^>(>*From )/gmu, '$1'), 'latin1'));
}
