/** `Answer: …` or `the answer is …`, also bold or in a heading. The last one counts: models change their minds. */
const ANSWER_LINE =
  /^[\s>#*_-]*(?:(?:so|thus|therefore|hence)[\s,]+)?(?:the\s+)?(?:final\s+|correct\s+)?answer[\s*_]*(?:is\b[\s*_]*[:：]?|[:：])[\s*_]*(.*)$/gimu;

/** What an answer says in the end: the line that was asked for, a `\boxed{…}`, else its last line. */
export function finalAnswer(text: string): string {
  const last = [...text.matchAll(ANSWER_LINE)].at(-1);
  if (last !== undefined) {
    const [whole, said = ''] = last;
    return plain(said.trim() === '' ? firstLine(text.slice(last.index + whole.length)) : said);
  }
  return plain(boxedIn(text) ?? text.split('\n').findLast((line) => line.trim() !== '') ?? '');
}

const firstLine = (text: string): string => text.split('\n').find((line) => line.trim() !== '') ?? '';

/** The content of the last `\boxed{…}`, braces in it counted. */
function boxedIn(text: string): string | undefined {
  const start = text.lastIndexOf('\\boxed{');
  if (start === -1) return undefined;
  let depth = 0;
  for (let index = start + 6; index < text.length; index++) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return text.slice(start + 7, index);
  }
  return undefined;
}

/** Without the marks of Markdown and LaTeX around it. */
function plain(text: string): string {
  const boxed = boxedIn(text);
  return (boxed ?? text)
    .replace(/^\s*\$([^$]*)\$\s*\.?\s*$/u, '$1')
    .replaceAll(/\*\*|__|`/g, '')
    .trim();
}

/** The quotes an answer gives as evidence. */
export function quotesIn(text: string): readonly string[] {
  return [...text.matchAll(/^[\s>*_-]*quote\b[\s*_]*[:：][\s*_]*(.+)$/gimu)]
    .map(([, quote = '']) =>
      quote
        .trim()
        .replace(/^["“”„«»']+|["“”„«»']+[.,]?$/gu, '')
        .trim(),
    )
    .filter((quote) => quote !== '');
}
