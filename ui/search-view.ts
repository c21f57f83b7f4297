import type { Shown } from './artifacts.ts';
import { element, words } from './element.ts';
import { entityBrowser } from './entity-browser.ts';
import { linksIn } from './entity-card.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import { placeOf } from './place.ts';

/** What a search found: the graph's part of it first, then the passages with their places. */
export function searchView({ fields, input, host }: Shown): readonly Node[] {
  if (!Array.isArray(fields.hits)) return [];
  const { entities, communities, points } = fieldsOf(fields.graph);
  const hits = listOf(fields.hits).map(fieldsOf);
  const sources = new Map(hits.map((hit) => [textOf(hit.id) ?? '', placeOf(hit)]));
  const named = [...linksIn(entities), ...listOf(communities).flatMap((theme) => linksIn(fieldsOf(theme).entities))];
  const collection = textOf(input.collection);
  return [
    ...section(
      'Points',
      listOf(points).map((point) => finding(fieldsOf(point), sources)),
    ),
    ...(named.length === 0 || collection === undefined ? [] : [entityBrowser(collection, named, host)]),
    ...section(
      'Themes',
      listOf(communities).map((theme) => themeOf(fieldsOf(theme), sources)),
    ),
    ...section('Passages', hits.map(passage)),
    ...(hits.length === 0 ? [element('p', { className: 'quiet' }, 'Nothing was found.')] : []),
  ];
}

const section = (title: string, items: readonly Node[]): readonly Node[] =>
  items.length === 0
    ? []
    : [
        element(
          'section',
          { ariaLabel: title },
          element('h1', {}, title),
          element('ol', { className: 'found' }, ...items),
        ),
      ];

const passage = (hit: Fields): HTMLElement =>
  element(
    'li',
    {},
    words(textOf(hit.quote) ?? textOf(hit.text) ?? ''),
    element(
      'p',
      { className: 'quiet', dir: 'auto' },
      [placeOf(hit), legsOf(hit)].filter((part) => part !== '').join(' · '),
    ),
  );

function legsOf({ legs }: Fields): string {
  const ranks = Object.entries(fieldsOf(legs)).filter(([, rank]) => numberOf(rank) !== undefined);
  return ranks.map(([leg, rank]) => `${leg} ${rank}`).join(', ');
}

function themeOf(theme: Fields, sources: ReadonlyMap<string, string>): HTMLElement {
  return element(
    'li',
    {},
    element('b', { dir: 'auto' }, textOf(theme.title) ?? 'Theme'),
    words(textOf(theme.summary) ?? '', 'quiet'),
    element('ul', { className: 'found' }, ...listOf(theme.findings).map((each) => finding(fieldsOf(each), sources))),
  );
}

/** A statement under which stands where it comes from: the place of a passage that is shown, else the passage's id. */
function finding({ text, chunks }: Fields, sources: ReadonlyMap<string, string>): HTMLElement {
  const places = listOf(chunks)
    .flatMap((chunk) => textOf(chunk) ?? [])
    .map((chunk) => sources.get(chunk) ?? chunk);
  return element(
    'li',
    {},
    words(textOf(text) ?? ''),
    element('p', { className: 'quiet', dir: 'auto' }, places.join(' · ')),
  );
}
