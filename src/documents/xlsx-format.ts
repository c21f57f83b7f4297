import { format, isDateFormat } from 'numfmt';
import { all, at, attribute, type XmlNode } from './xml.ts';

/** A stored number as its cell shows it. The style is the cell's `s`. */
export type Shown = (value: string, style: number) => string;

/**
 * Formats that a file names by number only. Dates whose order follows the reader's country (14, 22) and those of East Asian
 * calendars are written year first: everybody reads that alike.
 */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  37: '#,##0 ;(#,##0)',
  38: '#,##0 ;(#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mmss.0',
  48: '##0.0E+0',
  49: '@',
  ...Object.fromEntries([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'yyyy-mm-dd'])),
};

/** Days between the two epochs of Excel's dates. */
const DAYS_TO_1904 = 1462;

/** Reads the number formats of `styles.xml`. Values under a format that is not understood are shown as they are stored. */
export function readFormats(root: XmlNode | undefined, is1904: boolean): Shown {
  const own = new Map(
    all(at(root, 'numFmts'), 'numFmt').map((node) => [
      attribute(node, 'numFmtId'),
      attribute(node, 'formatCode') ?? '',
    ]),
  );
  const patterns = all(at(root, 'cellXfs'), 'xf').map((node) => {
    const id = attribute(node, 'numFmtId') ?? '0';
    return own.get(id) ?? BUILT_IN[Number(id)] ?? 'General';
  });
  const known = new Map<string, (value: number) => string>();
  return (value, style) => {
    const number = Number(value);
    if (!Number.isFinite(number)) return value;
    const pattern = patterns[style] ?? 'General';
    const show = known.get(pattern) ?? shower(pattern, is1904);
    known.set(pattern, show);
    try {
      return show(number).trim();
    } catch {
      return value;
    }
  };
}

function shower(pattern: string, is1904: boolean): (value: number) => string {
  if (/^general$/iu.test(pattern)) return plain;
  const shift = is1904 && isDateFormat(pattern) ? DAYS_TO_1904 : 0;
  // The country of a currency does not change how Excel writes the number.
  const neutral = pattern.replaceAll(/\[\$([^\]-]+)-[0-9a-f]+\]/giu, '[$$$1]');
  return (value) => format(neutral, value + shift, { nbsp: false, dateErrorNumber: true });
}

/** Eleven digits, as a cell of no format shows them, so that 0.1 + 0.2 is 0.3; larger whole numbers in full. */
const plain = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : String(Number(value.toPrecision(11)));
