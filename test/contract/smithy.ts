import { readFileSync } from 'node:fs';
import { shared } from '../shared.ts';
import type { Check } from './spec.ts';

type Node = Record<string, unknown>;
const node = (value: unknown): Node =>
  // Smithy's JSON is objects all the way down to what is asked for here.
  typeof value === 'object' && value !== null ? (value as Node) : {};
const trait = (shape: unknown, name: string): unknown => node(node(shape).traits)[`smithy.api#${name}`];

/**
 * What a Smithy model says against a body: unknown and missing members, wrong kinds, wrong words. `newer` names members
 * that recorded requests have although the model, which is older, lacks them.
 */
export function smithyCheck(provider: string, file: string, input: string, newer: readonly string[] = []): Check {
  const document = node(JSON.parse(readFileSync(shared('wire', 'specs', provider, file), 'utf8')));
  const shapes = node(document.shapes);
  const root = Object.keys(shapes).find((name) => name.endsWith(`#${input}`));
  if (root === undefined) throw new Error(`${provider} has no ${input}.`);

  function check(target: unknown, value: unknown, at: string): readonly string[] {
    const name = String(target);
    const shape = node(shapes[name]);
    const kind = String(shape.type ?? name.split('#')[1]?.toLowerCase());
    if (value === null) return [`${at} is null`];
    switch (kind) {
      case 'structure':
        return structure(shape, value, at);
      case 'union': {
        const chosen = Object.keys(node(value));
        const one = chosen.length === 1 ? [] : [`${at} chooses ${chosen.join(' and ')}`];
        return [...one, ...structure(shape, value, at)];
      }
      case 'list':
        if (!Array.isArray(value)) return [`${at} is no list`];
        return value.flatMap((item, index) => check(node(shape.member).target, item, `${at}/${index}`));
      case 'map':
        return Object.entries(node(value)).flatMap(([key, item]) =>
          check(node(shape.value).target, item, `${at}/${key}`),
        );
      case 'enum': {
        const words = Object.values(node(shape.members)).map((member) => trait(member, 'enumValue'));
        return words.includes(value) ? [] : [`${at} is not one of ${words.join(', ')}`];
      }
      case 'string':
      case 'blob':
        return text(shape, value, at);
      case 'integer':
      case 'float':
      case 'long':
        return typeof value === 'number' ? [] : [`${at} is no number`];
      case 'boolean':
        return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
      case 'document':
        return [];
      default:
        throw new Error(`${at} is of kind ${kind}.`);
    }
  }

  function text(shape: Node, value: unknown, at: string): readonly string[] {
    if (typeof value !== 'string') return [`${at} is no text`];
    const pattern = trait(shape, 'pattern');
    const least = node(trait(shape, 'length')).min;
    const isWrong = typeof pattern === 'string' && !new RegExp(`^(?:${pattern})$`).test(value);
    return [
      ...(isWrong ? [`${at} does not match ${String(pattern)}`] : []),
      ...(typeof least === 'number' && value.length < least ? [`${at} is too short`] : []),
    ];
  }

  function structure(shape: Node, value: unknown, at: string): readonly string[] {
    if (typeof value !== 'object' || Array.isArray(value)) return [`${at} is no object`];
    const members = node(shape.members);
    const given = node(value);
    const missing = Object.entries(members)
      .filter(([, member]) => trait(member, 'required') !== undefined && trait(member, 'httpLabel') === undefined)
      .filter(([name]) => given[name] === undefined)
      .map(([name]) => `${at}/${name} is missing`);
    const wrong = Object.entries(given).flatMap(([name, item]) => {
      if (members[name] !== undefined) return check(node(members[name]).target, item, `${at}/${name}`);
      return newer.includes(name) ? [] : [`${at}/${name} is unknown`];
    });
    return [...missing, ...wrong];
  }

  return (body) => check(root, body, '');
}
