import { z } from 'zod';
import type { PlacedText } from './pdf-run.ts';

/** What is used of pdf.js's annotations. */
const annotationSchema = z.looseObject({
  subtype: z.string().nullish(),
  rect: z.array(z.number()).nullish(),
  hidden: z.boolean().nullish(),
  url: z.string().nullish(),
  fieldValue: z.unknown().optional(),
  checkBox: z.boolean().nullish(),
  radioButton: z.boolean().nullish(),
  exportValue: z.unknown().optional(),
  buttonValue: z.unknown().optional(),
  contentsObj: z.looseObject({ str: z.string().nullish() }).nullish(),
});
type Annotation = z.infer<typeof annotationSchema>;

const MAX_LETTER = 10;
const MAX_VALUE = 10_000;
const MAX_LINKS = 100;

const annotationsIn = (values: readonly unknown[]): readonly Annotation[] =>
  values.flatMap((value) => {
    const { data } = annotationSchema.safeParse(value);
    return data === undefined || data.hidden === true ? [] : [data];
  });

/** What is filled into a form and what is written on top of a page, where it is seen: pages do not have it in their text. */
export function fieldTexts(values: readonly unknown[]): readonly PlacedText[] {
  return annotationsIn(values).flatMap((annotation) => {
    const [left = 0, bottom = 0, right = 0, top = 0] = annotation.rect ?? [];
    const lines = shownText(annotation)
      .slice(0, MAX_VALUE)
      .split(/\r\n?|\n/u)
      .filter((line) => line.trim() !== '');
    const height = Math.min(MAX_LETTER, (top - bottom) / Math.max(1, lines.length) / 1.2);
    if (!(height > 0)) return [];
    const isTall = top - bottom > 3 * height;
    return lines.map((str, index) => {
      const baseline =
        lines.length > 1 || isTall ? top - (index + 1) * 1.2 * height : (top + bottom) / 2 - 0.35 * height;
      const transform = [height, 0, 0, height, left + 2, baseline];
      const width = Math.min(right - left, str.length * 0.5 * height);
      return { str, transform, width, height, dir: 'ltr', fontName: '' };
    });
  });
}

function shownText(annotation: Annotation): string {
  if (annotation.subtype === 'FreeText') return annotation.contentsObj?.str ?? '';
  if (annotation.subtype !== 'Widget') return '';
  const { fieldValue: value, checkBox, radioButton, exportValue, buttonValue } = annotation;
  if (checkBox || radioButton) {
    const isOn = typeof value === 'string' && value !== 'Off' && value === (checkBox ? exportValue : buttonValue);
    return isOn ? '[x]' : '';
  }
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string').join(', ');
  return typeof value === 'string' ? value : '';
}

/** The addresses that a page links to. */
export const linksOf = (values: readonly unknown[]): readonly string[] =>
  annotationsIn(values)
    .flatMap(({ subtype, url }) => (subtype === 'Link' && url && /^(?:https?|mailto):/iu.test(url) ? [url] : []))
    .slice(0, MAX_LINKS);
