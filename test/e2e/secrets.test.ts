import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keySets } from '../../src/core/auth.ts';
import { providers } from '../../src/providers/index.generated.ts';
import manifest from '../../tools/manifest.generated.json' with { type: 'json' };
import { cliPath, createCli } from '../cli.ts';
import { verifies } from '../requirements.ts';
import { startUpstream, type Upstream } from '../upstream.ts';

/** A key of its own for every variable that any row names. */
const canaries = new Map(
  providers
    .flatMap(({ auth }) => keySets(auth).flat())
    .map((name) => [name, `canary-${name.toLowerCase()}-${randomBytes(24).toString('base64url')}`] as const),
);

/** The key in every spelling in which it could come back. */
const spellings = (key: string): readonly string[] => [
  key,
  encodeURIComponent(key),
  Buffer.from(key).toString('base64').replace(/=+$/, ''),
];

let upstream: Upstream;
let client: Client;
let cli: ReturnType<typeof createCli>;
let stderr = '';
const seen: string[] = [];

beforeAll(async () => {
  // A provider that throws everything it was sent back at us, in a body, a header and a stream.
  upstream = await startUpstream((request, response) => {
    const echo = JSON.stringify(request.headers);
    const status = [401, 500, 400, 429, 200][upstream.requests.length % 5] ?? 500;
    const isStream = status === 200;
    response.writeHead(status, {
      'content-type': isStream ? 'text/event-stream' : 'application/json',
      'x-echo': encodeURIComponent(echo),
      'retry-after': '9999',
    });
    const body = JSON.stringify({ error: { message: `Bad key ${echo}`, type: 'x', code: 'y' } });
    response.end(isStream ? `data: ${body}\n\n` : body);
  });
  const urls = providers.map(({ id }) => [`${id.toUpperCase().replaceAll('-', '_')}_BASE_URL`, upstream.url] as const);
  cli = createCli();
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cliPath, '--tools', 'all'],
    stderr: 'pipe',
    env: {
      PATH: process.env.PATH ?? '',
      LLMKIT_HOME: cli.home,
      LLMKIT_LOG: 'debug',
      LLMKIT_AUTH_TOKENS: 'canary-http-token',
      ...Object.fromEntries(urls),
      ...Object.fromEntries(canaries),
    },
  });
  transport.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  client = new Client({ name: 'secrets', version: '1.0.0' });
  await client.connect(transport);
});

afterAll(async () => {
  await client?.close();
  await upstream?.close();
  cli.remove();
});

function expectNoCanary(text: string, where: string): void {
  for (const [name, key] of [...canaries, ['LLMKIT_AUTH_TOKENS', 'canary-http-token'] as const]) {
    for (const spelling of spellings(key)) {
      expect(text.includes(spelling), `${name} in ${where}`).toBe(false);
    }
  }
}

const files = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

describe(verifies('secrets.no-canary-in-output'), () => {
  it.each(providers.map(({ id }) => [id] as const))('not in the errors of %s', async (id) => {
    for (const name of ['chat', 'reason']) {
      const result = await client.callTool({ name, arguments: { model: `${id}/m`, prompt: 'hello' } });
      expect(result.isError).toBe(true);
      seen.push(JSON.stringify(result));
    }
    expectNoCanary(seen.join('\n'), `the results of ${id}`);
  });

  it('not in the tools, resources, prompts and ledger', async () => {
    const { resources } = await client.listResources();
    for (const { uri } of resources) seen.push(JSON.stringify(await client.readResource({ uri })));
    seen.push(JSON.stringify(await client.listPrompts()), JSON.stringify(await client.listTools()));
    for (const { tool } of manifest) {
      seen.push(JSON.stringify(await client.callTool({ name: tool.name, arguments: {} })));
    }
    expectNoCanary(seen.join('\n'), 'a listing or a result');
  });

  it('not in the log, at its most talkative', () => {
    expect(stderr).not.toBe('');
    expectNoCanary(stderr, 'the log');
  });

  it('not in any file of the data folder', () => {
    const written = files(cli.home);
    expect(written.length).toBeGreaterThan(0);
    for (const path of written) expectNoCanary(readFileSync(path, 'latin1'), path);
  });

  it('not in what the commands print', async () => {
    const environment = { ...Object.fromEntries(canaries), LLMKIT_AUTH_TOKENS: 'canary-http-token' };
    const talkative = createCli(environment);
    for (const args of [['config', 'print'], ['providers', '--json'], ['tools'], ['doctor']]) {
      const { stdout, stderr: log } = await talkative.run(args);
      expectNoCanary(stdout + log, args.join(' '));
    }
    talkative.remove();
  });
});

it(verifies('tools.default-budget'), () => {
  const listed = manifest.filter(({ group }) => group !== 'voice');
  expect(listed.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(4000);
});
