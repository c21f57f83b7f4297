import { z } from 'zod';
import { ProviderError } from '../core/errors.ts';
import type { Span } from '../core/retrieval.ts';
import { defineTool, type ToolCall, type ToolDefinition } from '../core/tool.ts';
import { type JsonObjectSchema, type ListedTool, type ToolRegistry, toolRegistry } from './parts.ts';

/** ChatGPT shows ten results; several hits of one document are one. */
const RESULTS = 10;
const HITS = 40;

/**
 * The two tools that ChatGPT's connectors and deep research call, over all the caller's collections. Names, arguments and
 * results are theirs: https://platform.openai.com/docs/mcp (22 November 2026). They are not metered, because a client of this
 * profile has no tool to ask for a job's result with.
 */
const search = defineTool({
  name: 'search',
  title: 'Search the collections',
  group: 'retrieval',
  effect: 'read',
  metered: false,
  description: 'Find documents in all indexed collections. Read one with fetch.',
  input: z.strictObject({ query: z.string().min(1).max(100_000) }),
  output: z.object({ results: z.array(z.object({ id: z.string(), title: z.string(), url: z.string() })) }),
  async run({ query }, call) {
    const retrieval = await call.app.retrieval();
    const hits = await retrieval.searchAll(query, HITS, call);
    const results = new Map(
      hits.map((hit) => [idOf(hit.collection, hit.document), { title: titleOf(hit), url: urlOf(hit.collection, hit) }]),
    );
    return { results: [...results].slice(0, RESULTS).map(([id, rest]) => ({ id, ...rest })) };
  },
  text: (output) => JSON.stringify(output),
});

const fetchDocument = defineTool({
  name: 'fetch',
  title: 'Read a document',
  group: 'retrieval',
  effect: 'read',
  metered: false,
  description: 'Read a document that search found, by its id.',
  input: z.strictObject({ id: z.string().min(1).max(4_000) }),
  output: z.object({
    id: z.string(),
    title: z.string(),
    text: z.string(),
    url: z.string(),
    metadata: z.record(z.string(), z.unknown()),
  }),
  async run({ id }, call) {
    const at = id.indexOf('/');
    const [collection, document] = [id.slice(0, at), id.slice(at + 1)];
    if (at < 1 || document === '') {
      throw new ProviderError('not_found', {
        message: `"${id.slice(0, 200)}" is no id of a document.`,
        hint: 'search gives the ids.',
      });
    }
    const { span, next } = await read(collection, document, call);
    return {
      id,
      title: titleOf(span),
      text: span.text,
      url: urlOf(collection, span),
      metadata: { ...span.metadata, ...(next === undefined ? {} : { continues_at_id: idOf(collection, next) }) },
    };
  },
  text: (output) => JSON.stringify(output),
});

/** A whole document; or, by the id that an earlier part ended with, the part after it. */
async function read(collection: string, document: string, call: ToolCall) {
  const retrieval = await call.app.retrieval();
  const { spans } = await retrieval.get({ collection, document }, call).catch((error: unknown) => {
    if (!(error instanceof ProviderError) || error.code !== 'not_found') throw error;
    return retrieval.get({ collection, ids: [document] }, call).catch(() => Promise.reject(error));
  });
  const [span] = spans;
  if (span === undefined) throw new ProviderError('not_found');
  const rest = { collection, document: span.document, start: span.end };
  // Nothing stands beyond the end, and asking for it is the one way to know.
  const after = await retrieval.get(rest, call).catch(() => undefined);
  return { span, next: after?.spans[0]?.id };
}

const idOf = (collection: string, document: string): string => `${collection}/${document}`;

type Described = Pick<Span, 'document' | 'source' | 'metadata'>;

function titleOf({ document, metadata }: Described): string {
  const { title, name } = metadata;
  const told = [title, name].find((value) => typeof value === 'string' && value.trim() !== '');
  return (
    String(told ?? document)
      .split(/[\\/]/u)
      .at(-1)
      ?.slice(0, 300) ?? document
  );
}

/** Where a reader can look: the page itself, else the collection here. */
const urlOf = (collection: string, { document, source }: Described): string =>
  /^https?:\/\//iu.test(source)
    ? source
    : `llmkit://collections/${encodeURIComponent(collection)}#${encodeURIComponent(document)}`;

const DEFINITIONS: readonly ToolDefinition[] = [search, fetchDocument];

/** The registry of the `connector` profile, apart from that of the package: other profiles do not know these names. */
export const connectorTools: ToolRegistry = toolRegistry(
  Object.fromEntries(DEFINITIONS.map((tool) => [tool.name, async () => ({ default: tool })])),
  async () => DEFINITIONS.map((tool) => ({ group: tool.group, tool: listed(tool) })),
);

const listed = ({ name, title, description, input, output }: ToolDefinition): ListedTool => ({
  name,
  title,
  description,
  inputSchema: schemaOf(input),
  outputSchema: schemaOf(output),
  annotations: { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
});

function schemaOf(schema: z.ZodType): JsonObjectSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema);
  return { ...json, type: 'object' };
}
