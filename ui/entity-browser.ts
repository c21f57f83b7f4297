import { button, element, words } from './element.ts';
import { type Card, cardOf, type EntityLink } from './entity-card.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';
import { drawNeighbourhood } from './graph-drawing.ts';
import type { Host } from './host.ts';
import { placeOf } from './place.ts';

const MOST_NAMED = 24;
const FIRST_MENTIONS = 6;

/** Entities to choose from; the chosen one with its surroundings drawn, the same as a list, and where it is mentioned. */
export function entityBrowser(collection: string, named: readonly EntityLink[], host: Host): HTMLElement {
  const chosen = element('div', { className: 'chosen' });
  const status = element('p', { className: 'quiet', role: 'status' });
  const entities = [...new Map(named.map((entity) => [entity.id, entity])).values()].slice(0, MOST_NAMED);
  const chips = entities.map((entity) => chip(entity, () => open(entity)));
  let asked = '';

  async function open({ id, name }: EntityLink): Promise<void> {
    const { readText } = host;
    if (readText === undefined) return;
    asked = id;
    status.textContent = `Reading ${name} …`;
    for (const [index, each] of chips.entries()) each.ariaPressed = String(entities[index]?.id === id);
    try {
      const uri = `llmkit://collections/${encodeURIComponent(collection)}/entities/${encodeURIComponent(id)}`;
      const card = cardOf(await readText(uri));
      // A slow answer must not replace what was chosen after it.
      if (asked !== id) return;
      status.textContent = '';
      chosen.replaceChildren(...cardView(card, collection, host, (next) => void open(next)));
    } catch (failure) {
      if (asked === id) status.textContent = failure instanceof Error ? failure.message : 'It could not be read.';
    }
  }

  const [first] = entities;
  if (first !== undefined) void open(first);
  const row = element('div', { className: 'chips', role: 'group', ariaLabel: 'Entities of this search' }, ...chips);
  return element(
    'section',
    { className: 'graph', ariaLabel: 'Graph' },
    element('h1', {}, 'Entities'),
    row,
    status,
    chosen,
  );
}

function chip({ name, chunks }: EntityLink, press: () => Promise<void>): HTMLButtonElement {
  const made = button(name, () => void press(), 'chip');
  made.dir = 'auto';
  made.title = `${chunks} passages`;
  return made;
}

function cardView(card: Card, collection: string, host: Host, go: (entity: EntityLink) => void): readonly Node[] {
  const { name, type, chunks, descriptions, mentions, neighbours } = card;
  const list = element(
    'ul',
    { className: 'neighbours', ariaLabel: `Stands with ${name}` },
    ...neighbours.map((entity) => element('li', {}, neighbourButton(card, entity, go))),
  );
  const places = mentions.map((mention) => mentionView(mention, collection, host));
  const more = button(`Show ${places.length - FIRST_MENTIONS} more`, () => {
    spans.append(...places.slice(FIRST_MENTIONS));
    more.remove();
    places[FIRST_MENTIONS]?.querySelector('button')?.focus();
  });
  const spans = element('ol', { className: 'found' }, ...places.slice(0, FIRST_MENTIONS));
  const facts = [type, `${chunks} ${chunks === 1 ? 'passage' : 'passages'}`].filter((part) => part !== '').join(' · ');
  return [
    element('h2', { dir: 'auto' }, name),
    element('p', { className: 'quiet' }, facts),
    ...descriptions.slice(0, 3).map((text) => words(text)),
    element('div', { className: 'around' }, drawNeighbourhood(card, go), list),
    element(
      'section',
      { ariaLabel: 'Mentions' },
      element('h2', {}, 'Mentions'),
      spans,
      ...(places.length > FIRST_MENTIONS ? [more] : []),
    ),
  ];
}

function neighbourButton(
  { id: centre, links }: Card,
  entity: EntityLink,
  go: (entity: EntityLink) => void,
): HTMLButtonElement {
  const link = links.find(({ source, target }) => [source, target].sort().join() === [centre, entity.id].sort().join());
  const made = button(entity.name, () => go(entity), 'neighbour');
  made.dir = 'auto';
  const says =
    link?.description ??
    (link === undefined ? '' : `${link.weight} shared ${link.weight === 1 ? 'passage' : 'passages'}`);
  if (says !== '') made.append(element('span', { className: 'quiet' }, says));
  return made;
}

/** A mention in its own words, with its place, and the whole passage on demand. */
function mentionView(mention: Readonly<Record<string, unknown>>, collection: string, { callTool }: Host): HTMLElement {
  const chunk = textOf(mention.chunk);
  const line = element(
    'div',
    { className: 'foot' },
    element('span', { className: 'quiet', dir: 'auto' }, placeOf(mention)),
  );
  const item = element('li', {}, words(textOf(mention.quote) ?? ''), line);
  if (callTool === undefined || chunk === undefined) return item;
  const read = button('Read passage', () => {
    read.disabled = true;
    callTool('rag_get', { collection, ids: [chunk] })
      .then((result) => {
        const [span] = listOf(fieldsOf(result.structuredContent).spans).map(fieldsOf);
        const text = textOf(span?.text);
        if (text === undefined) throw new Error('The passage is gone.');
        const passage = words(text, 'passage');
        passage.tabIndex = -1;
        item.append(passage);
        read.remove();
        passage.focus({ preventScroll: true });
      })
      .catch((failure: Error) => {
        read.disabled = false;
        line.append(element('span', { className: 'quiet', role: 'status' }, failure.message));
      });
  });
  line.append(read);
  return item;
}
