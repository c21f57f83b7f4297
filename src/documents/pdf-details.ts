import type { Pdf } from './pdf-open.ts';

const INFORMATION = {
  title: 'Title',
  author: 'Author',
  subject: 'Subject',
  keywords: 'Keywords',
  creator: 'Creator',
  created: 'CreationDate',
};
const MAX_VALUE = 500;
const MAX_OUTLINE = 200;
const MAX_NAMES = 100;

/** What a PDF says about itself: title and so on, its outline, the names of the files in it. */
export async function pdfDetails(pdf: Pdf): Promise<Record<string, string>> {
  // A damaged part of these is no reason to lose the text.
  const [information, outline, attachments] = await Promise.all([
    informationOf(pdf).catch(() => ({})),
    outlineOf(pdf).catch(() => ''),
    attachmentsOf(pdf).catch(() => ''),
  ]);
  return {
    ...information,
    ...(outline === '' ? {} : { outline }),
    ...(attachments === '' ? {} : { attachments }),
  };
}

async function informationOf(pdf: Pdf): Promise<Record<string, string>> {
  const { info } = await pdf.getMetadata();
  const given = new Map<string, unknown>(Object.entries(info));
  return Object.fromEntries(
    Object.entries(INFORMATION).flatMap(([key, name]) => {
      const value = given.get(name);
      if (typeof value !== 'string' || value.trim() === '') return [];
      return [[key, key === 'created' ? dateOf(value) : value.trim().slice(0, MAX_VALUE)]];
    }),
  );
}

/** `D:20260102…` as `2026-01-02`. */
function dateOf(value: string): string {
  const [, year, month = '01', day = '01'] = /^D?:?(\d{4})(\d{2})?(\d{2})?/u.exec(value) ?? [];
  return year === undefined ? value.slice(0, 40) : `${year}-${month}-${day}`;
}

type Outline = Awaited<ReturnType<Pdf['getOutline']>>;

/** The bookmarks, one a line, indented by level. */
async function outlineOf(pdf: Pdf): Promise<string> {
  const lines: string[] = [];
  const add = (items: Outline, level: number) => {
    for (const { title, items: inner } of items ?? []) {
      if (lines.length >= MAX_OUTLINE) return;
      lines.push(`${'  '.repeat(Math.min(level, 8))}${title.replaceAll(/\s+/gu, ' ').trim().slice(0, 200)}`);
      add(inner, level + 1);
    }
  };
  add(await pdf.getOutline(), 0);
  return lines.join('\n');
}

async function attachmentsOf(pdf: Pdf): Promise<string> {
  const attachments: unknown = await pdf.getAttachments();
  // pdf.js returns a Map or, in older versions, an object.
  const files: readonly unknown[] =
    attachments instanceof Map ? [...attachments.values()] : Object.values(attachments ?? {});
  return files
    .slice(0, MAX_NAMES)
    .flatMap((file) =>
      typeof file === 'object' && file !== null && 'filename' in file ? [String(file.filename).slice(0, 200)] : [],
    )
    .join(', ');
}
