import { z } from 'zod';
import { titleOf } from './markdown.ts';
import { bounded, type FormatParser, pagelessNote } from './parsed.ts';
import { parseText, readText } from './text.ts';

/** Text is one string, or its lines. */
const Text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]);

const Output = z.looseObject({
  text: Text.nullish(),
  /** By media type; pictures are base64. */
  data: z.record(z.string(), z.unknown()).nullish(),
  ename: z.string().nullish(),
  evalue: z.string().nullish(),
});

const Notebook = z.looseObject({
  cells: z.array(z.looseObject({ cell_type: z.string(), source: Text, outputs: z.array(Output).nullish() })),
  metadata: z
    .looseObject({
      kernelspec: z.looseObject({ language: z.string().nullish() }).nullish(),
      language_info: z.looseObject({ name: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

type Notebook = z.infer<typeof Notebook>;

/** A Jupyter notebook: its prose as it is, its code in fences, and what the code printed. Pictures are left out. */
export const parseNotebook: FormatParser = (job) => {
  const { text: source, encoding } = readText(job);
  const notebook = opened(source);
  // Called a notebook, but none of the present form: its text is still its text.
  if (notebook === undefined) return parseText(job);
  const { metadata } = notebook;
  const language = metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? undefined;
  const { text, notes } = bounded(blocksOf(notebook, language ?? '').join('\n\n'), job.limits);
  const title = titleOf(text);
  return {
    text,
    mimeType: 'application/x-ipynb+json',
    pages: [],
    tables: [],
    metadata: {
      encoding,
      ...(title === undefined ? {} : { title }),
      ...(language === undefined ? {} : { language: language.slice(0, 40) }),
    },
    notes: [...notes, ...pagelessNote(job)],
  };
};

function opened(source: string): Notebook | undefined {
  try {
    return Notebook.safeParse(JSON.parse(source)).data;
  } catch {
    return undefined;
  }
}

const blocksOf = ({ cells }: Notebook, language: string): readonly string[] =>
  cells
    .flatMap(({ cell_type: kind, source, outputs }) => [
      kind === 'code' ? fenced(source, language) : source.trim(),
      ...(outputs ?? []).map((output) => fenced(printed(output), '')),
    ])
    .filter((block) => block !== '');

function printed({ text, data, ename, evalue }: z.infer<typeof Output>): string {
  if (typeof ename === 'string') return [ename, evalue].filter(Boolean).join(': ');
  return text ?? Text.safeParse(data?.['text/markdown'] ?? data?.['text/plain']).data ?? '';
}

/** Code may have fences of its own, which a longer one holds. */
function fenced(code: string, language: string): string {
  const body = code.trimEnd();
  if (body.trim() === '') return '';
  const fence = body.includes('```') ? '~~~~' : '```';
  return `${fence}${language}\n${body}\n${fence}`;
}
