import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliPath, createCli } from '../../cli.ts';
import { RawClient } from '../../fixtures/server/stdio-client.ts';
import { verifies } from '../../requirements.ts';

let cli: ReturnType<typeof createCli>;
let server: RawClient | undefined;

const index = (collection: string, sources: readonly object[], chunk?: object) =>
  cli.run(['call', 'rag_index', '-'], JSON.stringify({ collection, sources, chunk }));

beforeAll(async () => {
  cli = createCli();
  await index('rent', [
    { id: 'lease.txt', text: 'The deposit is returned within six weeks after the keys.', metadata: { title: 'Lease' } },
    { id: 'rules/house.txt', text: 'Quiet hours begin at ten in the evening.' },
  ]);
  await index('stars', [{ id: 'dome', text: 'Open the dome fifty minutes before the first observation.' }]);
});
afterAll(() => {
  server?.kill();
  cli.remove();
});

const environment = () => ({ PATH: process.env.PATH ?? '', LLMKIT_HOME: cli.home, LLMKIT_DISCOVER: '0' });

async function overStdio() {
  const args = [cliPath, 'serve', '--tools', 'connector'];
  return new StdioClientTransport({
    command: process.execPath,
    args,
    env: environment(),
    cwd: cli.home,
    stderr: 'ignore',
  });
}

async function overHttp() {
  const http = ['serve', '--http', '--port', '0', '--tools', 'connector'];
  // A server over HTTP without tokens has the same one user as the command line.
  server = new RawClient(environment(), [process.execPath, cliPath, ...http]);
  await server.logged('listens on');
  return new StreamableHTTPClientTransport(new URL(/listens on (\S+)/.exec(server.stderr)?.[1] ?? ''));
}

type Called = {
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent: Record<string, unknown>;
};

describe.each([
  ['stdio', overStdio],
  ['HTTP', overHttp],
])(`${verifies('retrieval.connector')} (%s)`, (_, transport) => {
  let client: Client;
  beforeAll(async () => {
    client = new Client({ name: 'connector', version: '1.0.0' });
    await client.connect(await transport());
  });
  afterAll(() => client.close());

  // The client answers by its own loose type; what is in it is what the test is about.
  const call = async (name: string, input: Record<string, unknown>) =>
    (await client.callTool({ name, arguments: input })) as unknown as Called;

  it('lists two tools with one argument each', async () => {
    const { tools } = await client.listTools();
    expect(
      tools.map(({ name, inputSchema }) => [name, inputSchema.required, Object.keys(inputSchema.properties ?? {})]),
    ).toEqual([
      ['search', ['query'], ['query']],
      ['fetch', ['id'], ['id']],
    ]);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  });

  it('finds the best document of all collections, as data and as JSON text', async () => {
    const { structuredContent, content } = await call('search', { query: 'when is the deposit returned' });
    const { results } = structuredContent as { results: readonly unknown[] };
    expect(results[0]).toEqual({ id: 'rent/lease.txt', title: 'Lease', url: 'llmkit://collections/rent#lease.txt' });
    expect(JSON.parse(content[0]?.text ?? '')).toEqual(structuredContent);
    const other = await call('search', { query: 'first observation with the dome' });
    expect(JSON.stringify(other.structuredContent)).toMatch(/^{"results":\[{"id":"stars\/dome","title":"dome"/);
  });

  it('reads a document by the id it was found under', async () => {
    const { structuredContent, content } = await call('fetch', { id: 'rent/rules/house.txt' });
    expect(structuredContent).toEqual({
      id: 'rent/rules/house.txt',
      title: 'house.txt',
      text: 'Quiet hours begin at ten in the evening.',
      url: 'llmkit://collections/rent#rules%2Fhouse.txt',
      metadata: {},
    });
    expect(JSON.parse(content[0]?.text ?? '')).toEqual(structuredContent);
  });

  it.each(['rent/none', 'none/lease.txt', 'lease.txt', '/'])('says that there is no %s', async (id) => {
    expect(await call('fetch', { id })).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'not_found' } },
    });
  });
});

it('reads a long document part by part, to its end', async () => {
  const text = Array.from({ length: 60_000 }, (_, line) => `line ${line}`).join('\n');
  await index('long', [{ id: 'log', text }], { size: 20_000 });
  const client = new Client({ name: 'connector', version: '1.0.0' });
  await client.connect(await overStdio());
  const parts: string[] = [];
  for (let id: string | undefined = 'long/log'; id !== undefined; ) {
    const { structuredContent } = (await client.callTool({ name: 'fetch', arguments: { id } })) as unknown as Called;
    parts.push(String(structuredContent.text));
    id = (structuredContent.metadata as { continues_at_id?: string }).continues_at_id;
  }
  await client.close();
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.join('') === text).toBe(true);
});
