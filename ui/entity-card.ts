import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';

export type EntityLink = { readonly id: string; readonly name: string; readonly type: string; readonly chunks: number };
export type Link = {
  readonly source: string;
  readonly target: string;
  readonly weight: number;
  readonly description?: string;
};

/** An entity with its surroundings, as the resource of an entity has it. */
export type Card = EntityLink & {
  readonly descriptions: readonly string[];
  readonly mentions: readonly Fields[];
  readonly neighbours: readonly EntityLink[];
  readonly links: readonly Link[];
};

const linkOf = ({ id, name, type, chunks }: Fields): EntityLink[] => {
  const [key, label] = [textOf(id), textOf(name)];
  if (key === undefined || label === undefined) return [];
  return [{ id: key, name: label, type: textOf(type) ?? '', chunks: numberOf(chunks) ?? 0 }];
};

/** Entities in a list of unknown things, each once. */
export function linksIn(list: unknown): readonly EntityLink[] {
  const links = listOf(list).map(fieldsOf).flatMap(linkOf);
  return [...new Map(links.map((link) => [link.id, link])).values()];
}

/** Throws when the text is no card. */
export function cardOf(text: string): Card {
  const fields = fieldsOf(JSON.parse(text));
  const [link] = linkOf(fields);
  if (link === undefined) throw new Error('The server sent no entity.');
  return {
    ...link,
    // One that was made of all of them says more than each.
    descriptions: [fields.description, ...listOf(fields.descriptions)].flatMap((each) => textOf(each) ?? []),
    mentions: listOf(fields.mentions).map(fieldsOf),
    neighbours: linksIn(fields.neighbours),
    links: listOf(fields.links)
      .map(fieldsOf)
      .map(({ source, target, weight, description }) => ({
        source: String(source),
        target: String(target),
        weight: numberOf(weight) ?? 0,
        description: textOf(description),
      })),
  };
}
