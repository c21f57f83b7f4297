import type { App } from '../core/app.ts';
import type { PromptDefinition, ResourceDefinition } from '../core/resource.ts';
import type { ToolDefinition } from '../core/tool.ts';

/** A tool as `tools/list` sends it. */
export type ListedTool = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObjectSchema;
  readonly outputSchema?: JsonObjectSchema;
  readonly annotations: Readonly<Record<string, string | boolean>>;
  /** Which page shows the results, for hosts of MCP Apps. */
  readonly _meta?: Readonly<Record<string, unknown>>;
};

export type JsonObjectSchema = { readonly type: 'object'; readonly [keyword: string]: unknown };

/** One line of the generated manifest. */
export type ManifestEntry = { readonly group: string; readonly tool: ListedTool };

/** The tools that exist. Neither a handler nor the manifest is loaded before it is asked for. */
export type ToolRegistry = {
  readonly names: readonly string[];
  manifest(): Promise<readonly ManifestEntry[]>;
  /** The definition of a name in `names`; `undefined` for any other. */
  load(name: string): Promise<ToolDefinition | undefined>;
};

/** What a server is made of. The parts are fixed for its life. */
export type ServerParts = {
  readonly app: App;
  readonly tools: ToolRegistry;
  resources(): Promise<readonly ResourceDefinition[]>;
  prompts(): Promise<readonly PromptDefinition[]>;
};

type ToolLoaders = Readonly<Record<string, () => Promise<{ readonly default: ToolDefinition }>>>;

/** A registry over lazy loaders and a manifest that is read on first use. */
export function toolRegistry(loaders: ToolLoaders, manifest: () => Promise<readonly ManifestEntry[]>): ToolRegistry {
  const known = new Map(Object.entries(loaders));
  // Even a module that is loaded takes a way through the loader; a call does not have to go it again.
  const loaded = new Map<string, ToolDefinition>();
  return {
    names: [...known.keys()],
    manifest,
    async load(name) {
      const tool = loaded.get(name) ?? (await known.get(name)?.())?.default;
      if (tool !== undefined) loaded.set(name, tool);
      return tool;
    },
  };
}

/** The tools, resources and prompts that this package ships. */
export async function shippedParts(app: App): Promise<ServerParts> {
  const { toolLoaders } = await import('../../tools/index.generated.ts');
  return {
    app,
    tools: toolRegistry(toolLoaders, readManifest),
    resources: async () => (await import('../../resources/index.generated.ts')).resources,
    prompts: async () => (await import('../../prompts/index.generated.ts')).prompts,
  };
}

async function readManifest(): Promise<readonly ManifestEntry[]> {
  const manifest: unknown = (await import('../../tools/manifest.generated.json', { with: { type: 'json' } })).default;
  return manifest as readonly ManifestEntry[]; // scripts/generate-manifest.ts writes it in this shape
}
