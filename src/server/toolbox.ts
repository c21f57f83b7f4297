import type { CallToolResult } from '@modelcontextprotocol/server';
import { cachedList } from './cached-json.ts';
import { callTool, type ToolRequest } from './call-tool.ts';
import { JOB_PROPERTIES } from './job-result.ts';
import type { JsonObjectSchema, ListedTool, ServerParts, ToolRegistry } from './parts.ts';
import { readProfile } from './profile.ts';
import { callSearchTool, searchTools } from './search-tools.ts';

/** The tools of one profile, as a client lists and calls them. */
export type Toolbox = {
  /** The same frozen list each time. The manifest is read at the first call. */
  list(): Promise<readonly ListedTool[]>;
  /** Throws `UnknownToolError` for a name that is not listed. */
  call(request: ToolRequest): Promise<CallToolResult>;
};

/** Selects the tools that `app.config.tools` names. Throws `invalid_input` for a name that does not exist. */
export async function openToolbox(parts: ServerParts): Promise<Toolbox> {
  const { app } = parts;
  const profile = await readProfile(app.config.tools, parts.tools);
  if (profile.kind === 'search') {
    return { list: async () => searchTools, call: (request) => callSearchTool(parts, request) };
  }
  const isConnector = profile.kind === 'connector';
  const tools = isConnector ? (await import('./connector-tools.ts')).connectorTools : parts.tools;
  const list = once(async () => {
    const entries = (await tools.manifest()).filter((entry) => isConnector || profile.includes(entry));
    return cachedList(entries.map(({ tool }) => Object.freeze(allowingErrors(tool))));
  });
  const listed = once(async (): Promise<ToolRegistry> => {
    const names = (await list()).map(({ name }) => name);
    return { ...tools, names };
  });
  return { list, call: async (request) => callTool({ app, tools: await listed(), ...request }) };
}

/**
 * The output schema as it holds for every result: the tool's own fields, the job that a long call has become, or `error`.
 * Clients on the 1.x SDK check structured content of failed calls too, and would show a schema fault for the error.
 */
function allowingErrors(tool: ListedTool): ListedTool {
  if (tool.outputSchema === undefined) return tool;
  const { required, properties, ...rest } = tool.outputSchema;
  const isMetered = tool.annotations.openWorldHint === true;
  const outputSchema: JsonObjectSchema = {
    ...rest,
    properties: {
      ...(isMetered ? JOB_PROPERTIES : {}),
      ...(isRecord(properties) ? properties : {}),
      error: { type: 'object' },
    },
    anyOf: [
      { required: required ?? [] },
      ...(isMetered ? [{ required: ['job_id', 'status'] }] : []),
      { required: ['error'] },
    ],
  };
  return { ...tool, outputSchema };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
