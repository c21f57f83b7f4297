import { type Block, composed } from './compose.ts';
import { type FormatParser, pagelessNote } from './parsed.ts';
import { createRtfBlocks, type RtfBlocks } from './rtf-blocks.ts';
import { charsetOfFont, charsetOfPage, decodeBytes } from './rtf-charset.ts';
import { rtfTokens } from './rtf-tokens.ts';

/** What a group inherits from the one around it. */
type State = {
  /** Where its text goes: into the document, into a note, or nowhere. */
  readonly into: Destination;
  readonly charset: string;
  /** How many characters stand in for a Unicode one, for programs that know none. */
  readonly substitutes: number;
  readonly isHidden: boolean;
  /** The sign of a list's item, whose words about the paragraph are only its own. */
  readonly isSign?: boolean;
};

type Destination = 'body' | 'margin' | 'note' | 'comment' | 'title' | 'author' | 'fonts' | 'styles' | 'nowhere';

const DESTINATIONS: ReadonlyMap<string, Destination> = new Map(
  Object.entries({
    fonttbl: 'fonts',
    stylesheet: 'styles',
    title: 'title',
    author: 'author',
    footnote: 'note',
    annotation: 'comment',
    ...Object.fromEntries(['header', 'headerl', 'headerr', 'headerf'].map((word) => [word, 'margin'] as const)),
    ...Object.fromEntries(['footer', 'footerl', 'footerr', 'footerf'].map((word) => [word, 'margin'] as const)),
    ...Object.fromEntries(
      'info colortbl pict object fldinst listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping datastore latentstyles bkmkstart bkmkend xe tc atnid atnauthor atndate atnref nonshppict filetbl private'
        .split(' ')
        .map((word) => [word, 'nowhere'] as const),
    ),
  }),
);

/** They stand in a group of which nothing else is read. */
const PROPERTIES = new Set(['title', 'author']);

const SIGNS = new Set(['listtext', 'pntext']);

/** Marked as ignorable by those who do not know them, but with text that people see. */
const SEEN_ANYWAY = new Set(['shpinst', 'shptxt', 'footnote', 'annotation']);

const CHARACTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    tab: '\t',
    line: '\n',
    emdash: '—',
    endash: '–',
    lquote: '‘',
    rquote: '’',
    ldblquote: '“',
    rdblquote: '”',
    bullet: '•',
    emspace: ' ',
    enspace: ' ',
    '~': '\u00a0',
    _: '-',
    '\\': '\\',
    '{': '{',
    '}': '}',
  }),
);

/** An RTF file: paragraphs, headings, tables, notes; headers and footers at the end, comments apart. */
export const parseRtf: FormatParser = (job) => {
  const { blocks, title, author, hidden } = read(Buffer.from(job.bytes).toString('latin1'));
  const text = composed(blocks, job.limits);
  return {
    ...text,
    mimeType: 'application/rtf',
    metadata: { ...(title === '' ? {} : { title }), ...(author === '' ? {} : { author }) },
    notes: [
      ...text.notes,
      ...(hidden > 0 ? [`${hidden} hidden parts of the document were left out.`] : []),
      ...pagelessNote(job),
    ],
  };
};

function read(source: string) {
  const body = createRtfBlocks();
  const aside = { margin: createRtfBlocks(), note: createRtfBlocks(), comment: createRtfBlocks() };
  const plain = { title: '', author: '' };
  const fonts = new Map<number, string>();
  const stack: State[] = [];
  let state: State = { into: 'body', charset: 'windows-1252', substitutes: 1, isHidden: false };
  let main = state.charset;
  let font = 0;
  let isIgnorable = false;
  let skip = 0;
  let notes = 0;
  let hidden = 0;
  let style: number | undefined;
  let pending = '';

  const target = (): RtfBlocks | undefined => {
    if (state.into === 'body') return body;
    return state.into === 'margin' || state.into === 'note' || state.into === 'comment' ? aside[state.into] : undefined;
  };
  const write = (text: string) => {
    if (state.isHidden) hidden += text.trim() === '' ? 0 : 1;
    else if (state.into === 'title' || state.into === 'author') plain[state.into] += text;
    else if (state.into === 'styles' && style !== undefined) body.nameStyle(style, text);
    else target()?.text(text);
  };
  // Characters of several bytes come as one token a byte.
  const flush = () => {
    if (pending !== '') write(decodeBytes(pending, state.charset));
    pending = '';
  };

  const enter = (destination: Destination) => {
    if (destination === 'note') {
      notes += 1;
      write(`[^${notes}]`);
    }
    // Some programs name who saved the file last as a second author.
    const isSaid = (destination === 'title' || destination === 'author') && plain[destination] !== '';
    state = { ...state, into: isSaid ? 'nowhere' : destination };
    if (destination === 'note') write(`[^${notes}]: `);
  };
  /** True when the word was one about character sets. */
  const setsCharset = (word: string, value = 0): boolean => {
    if (word === 'fcharset') {
      // A Western font says nothing beyond the file's own character set.
      const named = value === 0 ? undefined : charsetOfFont(value);
      if (named !== undefined) fonts.set(font, named);
      return true;
    }
    if (word === 'f') font = value;
    else if (word === 'ansicpg') main = charsetOfPage(value);
    else if (word === 'mac') main = 'macintosh';
    else return false;
    state = { ...state, charset: word === 'f' ? (fonts.get(value) ?? main) : main };
    return true;
  };
  const apply = (word: string, value: number | undefined) => {
    const destination = DESTINATIONS.get(word);
    if (destination !== undefined && (state.into !== 'nowhere' || PROPERTIES.has(word))) enter(destination);
    else if (isIgnorable && !SEEN_ANYWAY.has(word)) enter('nowhere');
    else if (setsCharset(word, value)) return;
    else if (word === 'plain') state = { ...state, charset: main, isHidden: false };
    else if (word === 'uc') state = { ...state, substitutes: Math.max(0, Math.min(8, value ?? 1)) };
    else if (word === 'u' && value !== undefined) {
      write(String.fromCharCode(value < 0 ? value + 65_536 : value));
      skip = state.substitutes;
    } else if (word === 'v' || word === 'deleted') state = { ...state, isHidden: value !== 0 };
    else if (CHARACTERS.has(word)) write(CHARACTERS.get(word) ?? '');
    else if (state.into === 'styles' && word === 's') style = value;
    else if (SIGNS.has(word)) state = { ...state, isSign: true };
    else if (state.isSign && word === 'pard') return;
    else target()?.control(word, value);
  };

  for (const token of rtfTokens(source)) {
    if (token.kind === 'bytes') {
      const dropped = Math.min(skip, token.bytes.length);
      skip -= dropped;
      pending += token.bytes.slice(dropped);
      continue;
    }
    flush();
    skip = token.kind === 'word' && skip > 0 && token.word !== 'u' ? skip - 1 : 0;
    if (token.kind === 'open') stack.push(state);
    else if (token.kind === 'close') {
      if (state.into !== 'body' && stack.at(-1)?.into === 'body') target()?.endParagraph();
      state = stack.pop() ?? state;
    } else if (token.word !== '*') apply(token.word, token.value);
    isIgnorable = token.kind === 'word' && token.word === '*';
  }
  flush();
  const comments = aside.comment.blocks().filter((block) => typeof block === 'string');
  const blocks: Block[] = [
    ...body.blocks(),
    ...aside.note.blocks(),
    ...aside.margin.blocks(),
    ...(comments.length > 0 ? [`Comments:\n\n${comments.map((text) => `- ${text}`).join('\n')}`] : []),
  ];
  return { blocks, title: plain.title.trim(), author: plain.author.trim(), hidden };
}
