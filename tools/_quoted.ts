/** Marks that are invisible or turn text round: a reader could not see what a model does. */
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/** Third-party text as a Markdown quotation: every line of it is visibly somebody else's. */
export const quoted = (text: string): string =>
  text
    .replaceAll(INVISIBLE, '')
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
