import type { McpRequestContext, Server } from '@modelcontextprotocol/server';
import type { Reach } from './artifact-blocks.ts';
import { jobRunner } from './call-tool.ts';
import { installCompletion } from './completion-handler.ts';
import type { Dispatcher } from './dispatcher.ts';
import { identityOf } from './identity.ts';
import { instructionsFor } from './instructions.ts';
import { jobTasks } from './job-tasks.ts';
import type { ListedTool, ServerParts } from './parts.ts';
import { installPrompts } from './prompt-handlers.ts';
import { originOf, principalOf, progressSender } from './request-context.ts';
import { createShelf, installResources, type ResourceShelf } from './resource-handlers.ts';
import { installSubscriptions } from './resource-subscriptions.ts';
import { declaresTasks, installTasks, TASKS_CAPABILITY } from './tasks.ts';
import { WordedServer } from './worded-server.ts';

const HOUR_MS = 3_600_000;
/** By then a client has its first replies. */
const SETTLED_MS = 300;

/** Makes one protocol server a connection, session or request. All share the dispatcher and its precomputed list. */
export type ServerBuilder = (context: McpRequestContext) => Server;

/** How the sender of a request gets at files, given the origin under which it reached us over HTTP. */
export type ReachOf = (origin: string | undefined) => Reach | undefined;

/** Prepares everything that servers share besides the tools. */
export function createServerBuilder(parts: ServerParts, dispatcher: Dispatcher, reachOf: ReachOf): ServerBuilder {
  // The first reply does not wait for what earlier servers left.
  setTimeout(() => void goOn(parts), SETTLED_MS).unref();
  const tasks = jobTasks(parts, reachOf);
  let shelved: Promise<ResourceShelf> | undefined;
  const shelf = () => {
    shelved ??= parts.resources().then(createShelf);
    return shelved;
  };
  const prompts = () => parts.prompts();
  const identity = identityOf(parts.app);
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
    installTools(server, dispatcher, reachOf);
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

function installTools(server: Server, dispatcher: Dispatcher, reachOf: ReachOf): void {
  // The frozen list itself, not a copy: its JSON is cached by identity.
  server.setRequestHandler('tools/list', async () => ({ tools: (await dispatcher.list()) as ListedTool[] }));
  server.setRequestHandler('tools/call', ({ params }, context) =>
    dispatcher.call({
      name: params.name,
      arguments: params.arguments,
      principal: principalOf(context),
      signal: context.mcpReq.signal,
      notify: progressSender(context),
      reach: reachOf(originOf(context)),
      takesTasks: declaresTasks(context.mcpReq.envelope),
      revision: server.getNegotiatedProtocolVersion(),
    }),
  );
}
