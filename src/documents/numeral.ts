const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

/** A number of a list in one of Office's formats. Of those that are not known, the decimal number. */
export function numeral(value: number, format: string): string {
  if (format === 'none') return '';
  if (value < 1 || value > 5_000) return String(value);
  if (format === 'lowerLetter' || format === 'alphaLc') return letters(value);
  if (format === 'upperLetter' || format === 'alphaUc') return letters(value).toUpperCase();
  if (format === 'lowerRoman' || format === 'romanLc') return roman(value);
  if (format === 'upperRoman' || format === 'romanUc') return roman(value).toUpperCase();
  if (format === 'decimalZero') return String(value).padStart(2, '0');
  return String(value);
}

/** a … z, then aa, bb, as Word counts. */
const letters = (value: number): string =>
  String.fromCharCode(97 + ((value - 1) % 26)).repeat(1 + Math.floor((value - 1) / 26));

function roman(value: number): string {
  let rest = value;
  let text = '';
  for (const [worth, sign] of ROMAN) {
    text += sign.repeat(Math.floor(rest / worth));
    rest %= worth;
  }
  return text;
}
