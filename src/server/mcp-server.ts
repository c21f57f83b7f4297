import type { McpRequestContext, Server, ServerContext } from '@modelcontextprotocol/server';
import type { Job } from '../core/job.ts';
import { contentFor, type Reach } from './artifact-blocks.ts';
import { jobRunner, UnknownToolError } from './call-tool.ts';
import { installCompletion } from './completion-handler.ts';
import { instructionsFor } from './instructions.ts';
import { jobTasks, taskOf } from './job-tasks.ts';
import type { ListedTool, ServerParts } from './parts.ts';
import { installPrompts } from './prompt-handlers.ts';
import { invalidParams } from './protocol-errors.ts';
import { principalOf, progressOf } from './request-context.ts';
import { createShelf, installResources, type ResourceShelf } from './resource-handlers.ts';
import { installSubscriptions } from './resource-subscriptions.ts';
import { declaresTasks, installTasks, TASKS_CAPABILITY, taskResult } from './tasks.ts';
import { openToolbox, type Toolbox } from './toolbox.ts';
import { WordedServer } from './worded-server.ts';

const HOUR_MS = 3_600_000;
/** By then a client has its first replies. */
const SETTLED_MS = 300;

/** Makes one protocol server a connection, session or request. All share the toolbox and its precomputed list. */
export type ServerBuilder = (context: McpRequestContext) => Server;

/** How the sender of a request gets at files, which the transport knows. */
export type ReachOf = (context: ServerContext) => Reach | undefined;

/** Prepares everything that servers share. Throws `invalid_input` when the configured profile names an unknown tool. */
export async function createServerBuilder(parts: ServerParts, reachOf: ReachOf): Promise<ServerBuilder> {
  const toolbox = await openToolbox(parts);
  // The first reply does not wait for what earlier servers left.
  setTimeout(() => void goOn(parts), SETTLED_MS).unref();
  const tasks = jobTasks(parts, reachOf);
  let shelved: Promise<ResourceShelf> | undefined;
  const shelf = () => {
    shelved ??= parts.resources().then(createShelf);
    return shelved;
  };
  const prompts = () => parts.prompts();
  const identity = {
    name: 'llmkit-mcp',
    title: 'LLMKit',
    version: parts.app.version,
    websiteUrl: 'https://www.npmjs.com/package/llmkit-mcp',
  };
  const fixed = { ttlMs: HOUR_MS, cacheScope: 'public' } as const;
  const options = {
    capabilities: { tools: {}, resources: { subscribe: true }, prompts: {}, completions: {}, ...TASKS_CAPABILITY },
    instructions: instructionsFor(parts.app.config.tools.trim()),
    cacheHints: {
      'tools/list': fixed,
      'prompts/list': fixed,
      'resources/list': fixed,
      'resources/templates/list': fixed,
      'server/discover': fixed,
      // What a resource says belongs to the caller and changes while the server runs.
      'resources/read': { ttlMs: 0, cacheScope: 'private' as const },
    },
  };
  return (context) => {
    const server = new WordedServer(identity, options);
    installTools(server, toolbox, reachOf);
    installTasks(server, tasks);
    installResources(server, parts.app, shelf);
    installSubscriptions(server, parts.app, shelf, context);
    installPrompts(server, prompts);
    installCompletion(server, parts.app, { prompts, shelf });
    return server;
  };
}

/** Takes over the jobs of servers that are gone. Nothing is loaded for it where there never was one. */
async function goOn({ app, tools }: ServerParts): Promise<void> {
  try {
    const jobs = await app.jobs();
    jobs.serve(jobRunner(app, tools));
  } catch (error) {
    app.log.error(`Jobs of earlier servers could not be taken over: ${String(error)}`);
  }
}

function installTools(server: Server, toolbox: Toolbox, reachOf: ReachOf): void {
  // The frozen list itself, not a copy: its JSON is cached by identity.
  server.setRequestHandler('tools/list', async () => ({ tools: (await toolbox.list()) as ListedTool[] }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const reporter = progressOf(context);
    const reach = reachOf(context);
    try {
      const result = await toolbox.call({
        name: params.name,
        arguments: params.arguments,
        principal: principalOf(context),
        signal: context.mcpReq.signal,
        ...(reporter === undefined ? {} : { progress: reporter.report }),
        ...(reach === undefined ? {} : { reach }),
        ...(declaresTasks(context) ? { asTask: (job: Job) => taskResult(taskOf(job)) } : {}),
      });
      // A task has no content yet.
      if (result.content === undefined) return result;
      return { ...result, content: contentFor(server.getNegotiatedProtocolVersion(), result.content) };
    } catch (thrown) {
      if (thrown instanceof UnknownToolError) throw invalidParams(thrown.message);
      throw thrown;
    } finally {
      // Before the result goes out: a progress notification after it would have no request to belong to.
      await reporter?.finish();
    }
  });
}
