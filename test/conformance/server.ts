// The fixtures of the conformance suite on our own transport, guards, sessions and helpers. Argument: the port.
import { ResourceNotFoundError, Server, type ServerNotifier } from '@modelcontextprotocol/server';
import { serveHttp } from '../../src/server/http.ts';
import { createStateSeal } from '../../src/server/input-required.ts';
import { invalidParams } from '../../src/server/protocol-errors.ts';
import { compileTemplate } from '../../src/server/resource-template.ts';
import { installTasks, TASKS_CAPABILITY } from '../../src/server/tasks.ts';
import { fixtureApp } from '../fixtures/server/app.ts';
import { PNG_BASE64 } from './content.ts';
import { installPrompts } from './prompts.ts';
import { fixtureTasks, taskTools } from './tasks.ts';
import { changeTools, contentTools, type FixtureTool, inputRequiredTools } from './tools.ts';

const seal = createStateSeal();
let notifier: ServerNotifier | undefined;
const host = {
  seal,
  notify: () => {
    if (notifier === undefined) throw new Error('The server is not up yet');
    return notifier;
  },
};
const tools = new Map<string, FixtureTool>(
  Object.entries({ ...contentTools, ...changeTools(host), ...inputRequiredTools(host), ...taskTools }),
);

const hour = { ttlMs: 3_600_000, cacheScope: 'public' } as const;

function build(): Server {
  const server = new Server(
    { name: 'llmkit-conformance', version: '0.0.0' },
    {
      capabilities: {
        logging: {},
        completions: {},
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        ...TASKS_CAPABILITY,
      },
      requestState: { verify: seal.verify },
      cacheHints: { 'tools/list': hour },
    },
  );
  server.setRequestHandler('tools/list', () => ({
    tools: [...tools].map(([name, { schema }]) => ({
      name,
      description: `Conformance fixture ${name}`,
      inputSchema: schema,
    })),
  }));
  server.setRequestHandler('tools/call', ({ params }, context) => {
    const tool = tools.get(params.name);
    if (tool === undefined) throw invalidParams(`Unknown tool "${params.name}"`);
    return tool.run(params.arguments ?? {}, context);
  });
  installTasks(server, fixtureTasks);
  installResources(server);
  installPrompts(server);
  return server;
}

const STATIC = new Map<
  string,
  { readonly mimeType: string; readonly text: string } | { readonly mimeType: string; readonly blob: string }
>([
  ['test://static-text', { mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
  ['test://static-binary', { mimeType: 'image/png', blob: PNG_BASE64 }],
  ['test://watched-resource', { mimeType: 'text/plain', text: 'watched' }],
]);
const TEMPLATE = 'test://template/{id}/data';
const matchTemplate = compileTemplate(TEMPLATE);

function installResources(server: Server): void {
  server.setRequestHandler('resources/list', () => ({
    resources: [...STATIC].map(([uri, { mimeType }]) => ({ uri, name: uri, mimeType })),
  }));
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: [{ uriTemplate: TEMPLATE, name: 'template', mimeType: 'application/json' }],
  }));
  server.setRequestHandler('resources/read', ({ params: { uri } }) => {
    const fixed = STATIC.get(uri);
    if (fixed !== undefined) return { contents: [{ uri, ...fixed }] };
    const variables = matchTemplate(uri);
    if (variables === undefined) throw new ResourceNotFoundError(uri);
    const data = { id: variables.id, data: `Data for ID: ${variables.id}` };
    return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(data) }] };
  });
  server.setRequestHandler('resources/subscribe', () => ({}));
  server.setRequestHandler('resources/unsubscribe', () => ({}));
}

const server = await serveHttp({ app: fixtureApp(), port: Number(process.argv[2] ?? 0), build });
notifier = server.notify;
process.stdout.write(`${server.url}\n`);
