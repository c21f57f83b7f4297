import { describe, expect, it } from 'vitest';
import { linesOf, lineText } from '../../../src/documents/pdf-lines.ts';

/** Runs as they stand on a line from left to right, each letter ten points wide; a space parts two words. */
function text(...parts: readonly string[]): string {
  let left = 0;
  const runs = parts.map((part, order) => {
    const run = {
      text: part.trim(),
      left: left + (part.startsWith(' ') ? 4 : 0),
      right: left + 10 * part.trim().length,
      v: 100,
      height: 12,
      isRtl: /\p{Script=Hebrew}/u.test(part),
      isBold: false,
      order,
    };
    left = run.right;
    return run;
  });
  return linesOf(runs).map(lineText).join('\n');
}

describe('a line from the right to the left', () => {
  it('ends with its full stop, also behind a Latin word', () => {
    expect(text('.ACME', ' חברת', ' 1234', ' המועצה')).toBe('המועצה 1234 חברת ACME.');
  });

  it('keeps brackets around what stands in them', () => {
    expect(text('(', 'ב', ')', ' סעיף שני')).toBe('סעיף שני (ב)');
  });

  it('keeps Latin words in their own direction', () => {
    expect(text('hello', ' world', ' המועצה התכנסה')).toBe('המועצה התכנסה hello world');
  });
});
