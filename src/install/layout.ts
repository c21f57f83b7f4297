/** How a text is laid out: what ends its lines and what one step of indentation is. */
export type Layout = { readonly eol: string; readonly step: string };

export function layoutOf(text: string): Layout {
  const [, step = '  '] = /^([ \t]+)\S/m.exec(text) ?? [];
  return { eol: text.includes('\r\n') ? '\r\n' : '\n', step: step.startsWith('\t') ? '\t' : step };
}

/** The blanks that the line of this offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

/** The text without a range, and without its line where nothing else is left on that. */
export function cut(text: string, start: number, end: number): string {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const [left, lineStart = ''] = /(^|\n)[ \t]*$/.exec(before) ?? [];
  const [right] = /^[ \t]*(?:\r?\n|$)/.exec(after) ?? [];
  if (left === undefined || right === undefined) return before + after;
  const kept = before.slice(0, before.length - left.length) + lineStart;
  const rest = after.slice(right.length);
  // Of the blank lines before and after it, one is left.
  return /(?:^|\n)\r?\n$/.test(kept) ? kept + rest.replace(/^\r?\n/, '') : kept + rest;
}
