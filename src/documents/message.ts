import type { ParsedDocument } from '../core/document.ts';
import { asProviderError } from '../core/errors.ts';
import type { Block } from './compose.ts';
import { htmlToMarkdown } from './html-markdown.ts';
import type { ParseJob, PartParser } from './parsed.ts';

export type Attachment = {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  /** Part of how the message looks: a logo, a picture in its text. */
  readonly isInline: boolean;
};

/** An e-mail, whichever file it came in. */
export type Message = {
  readonly subject: string;
  /** `From`, `To`, `Cc`, `Date`; those that are empty are left out. */
  readonly fields: readonly (readonly [string, string])[];
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
};

export type ReadMessage = {
  readonly blocks: readonly Block[];
  /** Of attachments and of an HTML body, whose text is in the blocks. */
  readonly tables: ParsedDocument['tables'];
  readonly notes: readonly string[];
};

const MAX_ATTACHMENTS = 200;

/** A message as text: its subject and fields, its body, then each attachment, parsed as the document that it is. */
export async function readMessage(message: Message, job: ParseJob, parsePart: PartParser): Promise<ReadMessage> {
  const body = bodyOf(message);
  const tables = [...body.tables];
  const notes: string[] = body.hidden > 0 ? [`${body.hidden} hidden parts of the message were left out.`] : [];
  const fields = message.fields.filter(([, value]) => value.trim() !== '').map(([name, value]) => `${name}: ${value}`);
  const blocks: Block[] = [message.subject === '' ? '' : `# ${oneLine(message.subject)}`, fields.join('\n'), body.text];
  let room = job.limits.maxCharacters - body.text.length;
  for (const attachment of message.attachments.slice(0, MAX_ATTACHMENTS)) {
    const { name, mimeType, bytes } = attachment;
    blocks.push(`## Attachment: ${oneLine(name)}`);
    if (attachment.isInline && mimeType.startsWith('image/')) continue;
    const limits = { ...job.limits, maxCharacters: Math.max(1, room) };
    // Bytes that are part of a larger buffer would take it along.
    const part = { bytes: new Uint8Array(bytes), mimeType, name, limits };
    const parsed = await parsePart(part).catch((error: unknown) => asProviderError(error));
    if (parsed instanceof Error) {
      notes.push(`The attachment "${oneLine(name)}" was not parsed: ${parsed.message}`);
      continue;
    }
    blocks.push(parsed.text);
    room -= parsed.text.length;
    tables.push(...parsed.tables.map(({ rows }) => ({ rows })));
    notes.push(...parsed.notes.map((note) => `${oneLine(name)}: ${note}`));
  }
  if (message.attachments.length > MAX_ATTACHMENTS) {
    notes.push(`Only the first ${MAX_ATTACHMENTS} of ${message.attachments.length} attachments were parsed.`);
  }
  return { blocks, tables, notes };
}

/** The page says this many times more than the plain text where that only asks to look at the page. */
const MUCH_MORE = 1.5;
const SOME_LETTERS = 40;

/** The plain text, which its writer meant to be read, where there is one that says about as much as the page; else the page. */
function bodyOf({ text, html }: Message): ReturnType<typeof htmlToMarkdown> {
  const plain = text.replaceAll(/\r\n?/gu, '\n').trim();
  if (html.trim() === '') return { text: plain, tables: [], hidden: 0 };
  if (plain === '') return htmlToMarkdown(html);
  const page = attempted(html);
  const isFuller = page !== undefined && lettersIn(page.text) > MUCH_MORE * lettersIn(plain) + SOME_LETTERS;
  return isFuller ? page : { text: plain, tables: [], hidden: 0 };
}

/** `undefined` for a page that is refused: the plain text is there all the same. */
function attempted(html: string): ReturnType<typeof htmlToMarkdown> | undefined {
  try {
    return htmlToMarkdown(html);
  } catch {
    return undefined;
  }
}

/** Addresses are long, and say nothing. */
const lettersIn = (text: string): number =>
  text.replaceAll(/https?:[^\s)>]+/gu, '').match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** What is known of the message beside its text. */
export function messageMetadata({ subject, fields, attachments }: Message): Readonly<Record<string, string>> {
  const known = [
    ['title', subject],
    ...fields.map(([name, value]) => [name.toLowerCase(), value]),
    ['attachments', attachments.map(({ name }) => oneLine(name)).join(', ')],
  ];
  return Object.fromEntries(
    known.filter(([, value]) => (value ?? '').trim() !== '').map(([key, value]) => [key, (value ?? '').slice(0, 500)]),
  );
}

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim().slice(0, 300);
