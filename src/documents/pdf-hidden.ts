import { getResolvedPDFJS } from 'unpdf';

/** What is used of a page of pdf.js. */
type OperatorPage = {
  getOperatorList(): Promise<{ readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] }>;
};

/** Text rendering mode 3 of the PDF specification (9.3.6): neither filled nor stroked. */
const INVISIBLE = 3;

/** True when a page writes letters that nobody sees: the text layer over a scan, or words meant for machines alone. */
export async function hasHiddenText(page: OperatorPage): Promise<boolean> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const saved: number[] = [];
  let mode = 0;
  for (const [index, operator] of fnArray.entries()) {
    const values = argsArray[index];
    const first: unknown = Array.isArray(values) ? values[0] : undefined;
    if (operator === OPS.save) saved.push(mode);
    else if (operator === OPS.restore) mode = saved.pop() ?? 0;
    else if (operator === OPS.setTextRenderingMode) mode = typeof first === 'number' ? first : 0;
    else if (operator === OPS.showText && mode === INVISIBLE && hasLetters(first)) return true;
  }
  return false;
}

/** pdf.js hands over glyphs between the numbers that move them. */
const hasLetters = (glyphs: unknown): boolean =>
  Array.isArray(glyphs) &&
  glyphs.some(
    (glyph: unknown) =>
      typeof glyph === 'object' && glyph !== null && 'unicode' in glyph && /[\p{L}\p{N}]/u.test(String(glyph.unicode)),
  );
