import { type Fields, numberOf, textOf } from './fields.ts';

/** `notes.pdf, page 3, 120–480` */
export function placeOf({ source, document, page, start, end }: Fields): string {
  const [number, from, to] = [numberOf(page), numberOf(start), numberOf(end)];
  return [
    textOf(source) ?? textOf(document) ?? 'Unknown document',
    ...(number === undefined ? [] : [`page ${number}`]),
    ...(from === undefined || to === undefined ? [] : [`${from}–${to}`]),
  ].join(', ');
}
