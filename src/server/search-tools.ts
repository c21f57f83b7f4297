import type { CallToolResult } from '@modelcontextprotocol/server';
import { ProviderError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest.ts';
import { callTool, type ToolRequest, UnknownToolError } from './call-tool.ts';
import type { ListedTool, ManifestEntry, ServerParts } from './parts.ts';
import { errorResult, successResult } from './tool-result.ts';

const FIND: ListedTool = {
  name: 'find_tool',
  title: 'Find a tool',
  description: 'Find tools by what they do; answers with names and input schemas. Run one with call_tool.',
  inputSchema: {
    type: 'object',
    properties: {
      query: { type: 'string', description: 'what to do; empty lists all' },
      limit: { type: 'integer', minimum: 1, maximum: 50, default: 5 },
    },
    required: ['query'],
  },
  annotations: { title: 'Find a tool', readOnlyHint: true, idempotentHint: true, openWorldHint: false },
};

const CALL: ListedTool = {
  name: 'call_tool',
  title: 'Call a tool',
  description: 'Run a tool that find_tool named, with arguments that fit its input schema.',
  inputSchema: {
    type: 'object',
    properties: { name: { type: 'string' }, arguments: { type: 'object' } },
    required: ['name'],
  },
  annotations: { title: 'Call a tool', readOnlyHint: false, destructiveHint: true, openWorldHint: true },
};

/** The two tools of the `search` profile: every other one is reached through them. */
export const searchTools: readonly ListedTool[] = [FIND, CALL];

/** Answers `find_tool` and `call_tool`. Throws `UnknownToolError` for any other name. */
export async function callSearchTool(parts: ServerParts, request: ToolRequest): Promise<CallToolResult> {
  const names = searchTools.map(({ name }) => name);
  if (!names.includes(request.name)) throw new UnknownToolError(request.name, names);
  const input = isRecord(request.arguments) ? request.arguments : {};
  try {
    if (request.name === FIND.name) return find(await parts.tools.manifest(), input);
    return await call(parts, request, input);
  } catch (thrown) {
    if (thrown instanceof ProviderError) return errorResult(thrown, parts.app.clock.id());
    throw thrown;
  }
}

function find(manifest: readonly ManifestEntry[], { query, limit = 5 }: Record<string, unknown>): CallToolResult {
  if (typeof query !== 'string') throw invalid('query is required (string)');
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1)
    throw invalid('limit takes an integer from 1');
  const tools = rank(query, manifest)
    .slice(0, Math.min(limit, 50))
    .map(({ tool }) => ({ name: tool.name, description: tool.description, input_schema: tool.inputSchema }));
  const text = tools.map(({ name, description }) => `${name}: ${description}`).join('\n');
  return successResult(text === '' ? 'No tool matches; try other words, or an empty query for all.' : text, { tools });
}

async function call(
  parts: ServerParts,
  request: ToolRequest,
  { name, arguments: input }: Record<string, unknown>,
): Promise<CallToolResult> {
  if (typeof name !== 'string') throw invalid('name is required (string)');
  if (!parts.tools.names.includes(name)) {
    throw new ProviderError('not_found', {
      message: `There is no tool "${name.slice(0, 64)}".${didYouMean(name, parts.tools.names)}`,
      hint: 'Use find_tool to see what there is.',
    });
  }
  return callTool({ ...request, app: parts.app, tools: parts.tools, name, arguments: input ?? {} });
}

/** Counts the words of the query in name, description and argument names; a hit in the name weighs most. */
function rank(query: string, manifest: readonly ManifestEntry[]): readonly ManifestEntry[] {
  const words = wordsOf(query);
  if (words.length === 0) return manifest;
  return manifest
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ entry }) => entry);
}

function scoreOf({ group, tool }: ManifestEntry, words: readonly string[]): number {
  const name = tool.name.toLowerCase();
  const about = `${tool.title} ${tool.description} ${group}`.toLowerCase();
  const { properties } = tool.inputSchema;
  const details = (isRecord(properties) ? Object.keys(properties) : []).join(' ').toLowerCase();
  return words.reduce((sum, word) => {
    if (name.includes(word)) return sum + 4;
    if (about.includes(word)) return sum + 2;
    return details.includes(word) ? sum + 1 : sum;
  }, 0);
}

/** Lower-case words without a plural or verb ending, so that `embeddings` finds `embed`. */
const wordsOf = (query: string): readonly string[] =>
  (
    query
      .slice(0, 500)
      .toLowerCase()
      .match(/[\p{L}\p{N}]{2,}/gu) ?? []
  )
    .map((word) => (word.length > 5 ? word.replace(/(?:dings|ding|ings|ing|ions|ion|es|s)$/, '') : word))
    .filter((word) => !['the', 'and', 'for', 'with', 'to', 'of', 'in', 'an', 'my'].includes(word));

const invalid = (reason: string): ProviderError =>
  new ProviderError('invalid_input', { message: `Invalid arguments: ${reason}.` });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
