import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { z } from 'zod';
import { toolPageMeta } from '../src/core/page.ts';
import type { ToolDefinition } from '../src/core/tool.ts';
import { connectorTools } from '../src/server/connector-tools.ts';
import { searchTools } from '../src/server/search-tools.ts';
import { toolLoaders } from '../tools/index.generated.ts';

/** MCP annotations follow from what a tool does; nobody writes them by hand. */
function annotationsOf(tool: ToolDefinition) {
  return {
    title: tool.title,
    readOnlyHint: tool.effect === 'read',
    destructiveHint: tool.effect === 'delete',
    idempotentHint: tool.effect !== 'write',
    openWorldHint: tool.metered,
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return withoutTypeLists(withoutNoise(json)) as Record<string, unknown>;
}

/** `type: [a, b]` as `anyOf`: clients that map schemas to a dialect with one type a schema refuse or drop the list. */
function withoutTypeLists(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutTypeLists);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) =>
    key === 'type' && Array.isArray(value)
      ? ['anyOf', value.map((type: unknown) => ({ type }))]
      : [key, withoutTypeLists(value)],
  );
  return Object.fromEntries(entries);
}

const SAFE_INTEGER = Number.MAX_SAFE_INTEGER;

/** Drops what zod adds for JavaScript's sake and what costs tokens without telling a model anything. */
function withoutNoise(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutNoise);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === 'maximum' && value === SAFE_INTEGER))
      .filter(([key, value]) => !(key === 'minimum' && value === -SAFE_INTEGER))
      .filter(([key, value]) => !(key === 'exclusiveMinimum' && value === 0))
      .filter(([key, value]) => !(SAYS_NOTHING_WHEN_EMPTY.has(key) && typeof value === 'object' && isEmpty(value)))
      .filter(([key, value]) => !(key === 'propertyNames' && isStringSchema(value)))
      .map(([key, value]) => [key, withoutNoise(value)]),
  );
}

const SAYS_NOTHING_WHEN_EMPTY = new Set(['additionalProperties', 'items']);
const isEmpty = (value: object | null): boolean => value !== null && Object.keys(value).length === 0;
const isStringSchema = (value: unknown): boolean => JSON.stringify(value) === '{"type":"string"}';

type Priced = { readonly name: string; readonly description?: string | undefined; readonly inputSchema: unknown };

const tokensOf = ({ name, description, inputSchema }: Priced): number =>
  countTokens(JSON.stringify({ name, description, inputSchema }));

/** The tool list as `tools/list` sends it, and one snapshot a tool so that a change of schema shows in review. */
export async function renderManifest(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const manifest: unknown[] = [];
  for (const load of Object.values(toolLoaders)) {
    const { default: tool } = await load();
    const entry = {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: schemaOf(tool.input, 'input'),
      outputSchema: schemaOf(tool.output, 'output'),
      annotations: annotationsOf(tool),
      ...(tool.page === undefined ? {} : { _meta: toolPageMeta(tool.page) }),
    };
    manifest.push({ group: tool.group, needs: tool.needs, tokens: tokensOf(entry), tool: entry });
    files.set(`test/toolsnaps/${tool.name}.json`, `${JSON.stringify(entry, undefined, 2)}\n`);
  }
  files.set('tools/manifest.generated.json', `${JSON.stringify(manifest, undefined, 1)}\n`);
  const ofProfiles = [...searchTools, ...(await connectorTools.manifest()).map(({ tool }) => tool)];
  const costs = Object.fromEntries(ofProfiles.map((tool) => [tool.name, tokensOf(tool)]));
  files.set('tools/profile-tokens.generated.json', `${JSON.stringify(costs, undefined, 1)}\n`);
  return files;
}
