import { ProviderError } from '../core/errors.ts';
import { all, at, attribute, parseXml, textOf, type XmlNode } from './xml.ts';
import { openZip, type Zip } from './zip.ts';

/** How one part of an Office file points to another. */
export type Relation = {
  /** The last word of its type: `slide`, `hyperlink`, `comments`. */
  readonly kind: string;
  /** The name of a part, or an address outside, which is never fetched. */
  readonly target: string;
  readonly isExternal: boolean;
};

export type Relations = ReadonlyMap<string, Relation>;

/** A DOCX, PPTX or XLSX file: named XML parts that point to each other. */
export type OfficeFile = {
  readonly zip: Zip;
  /** The part that everything else hangs on. */
  readonly main: string;
  /** `undefined` when the part is missing. */
  part(name: string | undefined): XmlNode | undefined;
  relations(part: string): Relations;
};

/** Opens an Office file. `usual` names the main part of files whose relations are missing. */
export function openOffice(bytes: Uint8Array, usual: string): OfficeFile {
  const zip = openZip(bytes);
  const part = (name: string | undefined): XmlNode | undefined => {
    const content = name === undefined ? undefined : zip.bytes(name);
    return content === undefined || name === undefined ? undefined : parseXml(content, name);
  };
  const relations = (owner: string): Relations => {
    const slash = owner.lastIndexOf('/') + 1;
    const root = part(`${owner.slice(0, slash)}_rels/${owner.slice(slash)}.rels`);
    return new Map(all(root, 'Relationship').map((node) => [attribute(node, 'Id') ?? '', relation(node, owner)]));
  };
  const named = [...relations('').values()].find(({ kind }) => kind === 'officeDocument')?.target;
  const main = named !== undefined && zip.has(named) ? named : usual;
  if (!zip.has(main)) {
    throw new ProviderError('invalid_input', { message: `The document is damaged: "${main}" is missing in it.` });
  }
  return { zip, main, part, relations };
}

function relation(node: XmlNode, owner: string): Relation {
  const kind = (attribute(node, 'Type') ?? '').split('/').at(-1) ?? '';
  const target = attribute(node, 'Target') ?? '';
  const isExternal = attribute(node, 'TargetMode') === 'External';
  return { kind, target: isExternal ? target : partName(owner, target), isExternal };
}

/** The part that a relative target names, seen from its owner. */
export function partName(owner: string, target: string): string {
  const path = target.startsWith('/') ? [] : owner.split('/').slice(0, -1);
  for (const step of target.split('#')[0]?.split('/') ?? []) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}

/** The first part of this kind that another points to. */
export const related = (relations: Relations, kind: string): string | undefined =>
  [...relations.values()].find((relation) => relation.kind === kind && !relation.isExternal)?.target;

const PROPERTIES: Readonly<Record<string, string>> = {
  title: 'title',
  creator: 'author',
  subject: 'subject',
  description: 'description',
  keywords: 'keywords',
  created: 'created',
  modified: 'modified',
};

/** Title, author and dates, where the file says them. */
export function officeMetadata({ part, relations }: OfficeFile): Readonly<Record<string, string>> {
  const properties = part(related(relations(''), 'core-properties') ?? 'docProps/core.xml');
  return Object.fromEntries(
    Object.entries(PROPERTIES).flatMap(([name, key]) => {
      const value = textOf(at(properties, name)).trim().slice(0, 500);
      return value === '' ? [] : [[key, value]];
    }),
  );
}
