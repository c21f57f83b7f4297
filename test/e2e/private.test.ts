import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keySets } from '../../src/core/auth.ts';
import { isThisMachine } from '../../src/http/boundary.ts';
import { providers } from '../../src/providers/index.generated.ts';
import manifest from '../../tools/manifest.generated.json' with { type: 'json' };
import { cliPath, createCli } from '../cli.ts';
import { verifies } from '../requirements.ts';

const FAR = 'https://far-away.example/file';

/** For every argument of that name the worst that can be said: addresses far away, and hosted models. */
const TEMPTING: Readonly<Record<string, unknown>> = {
  prompt: 'hello',
  problem: 'hello',
  question: 'hello',
  query: 'hello',
  text: 'hello',
  texts: ['hello'],
  passages: ['hello', 'there'],
  source: `${FAR}.pdf`,
  sources: [`${FAR}.html`, { id: 'a', text: 'A text that stays.' }],
  audio: `${FAR}.mp3`,
  image: `${FAR}.png`,
  images: [`${FAR}.png`],
  files: [`${FAR}.pdf`],
  documents: [`${FAR}.pdf`],
  collection: 'notes',
  models: ['openai/gpt-5-mini', 'anthropic'],
  tool: 'chat',
  arguments: { prompt: 'hello', model: 'openai' },
  domains: ['far-away.example'],
};
const MODELS = ['openai', 'google', 'bedrock', 'vertex', 'deepgram', 'elevenlabs', 'cohere', 'runway', 'fal', 'voyage'];

let client: Client;
let cli: ReturnType<typeof createCli>;
let log: string;

beforeAll(async () => {
  cli = createCli();
  log = join(cli.home, 'sockets.log');
  writeFileSync(log, '');
  const keys = providers.flatMap(({ auth }) => keySets(auth).flat()).map((name) => [name, 'a-key']);
  client = new Client({ name: 'private', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ['--import', join(import.meta.dirname, '..', 'fixtures', 'watch-sockets.mjs'), cliPath, '--tools', 'all'],
      stderr: 'ignore',
      env: {
        PATH: process.env.PATH ?? '',
        SOCKET_LOG: log,
        NODE_OPTIONS: `--import ${join(import.meta.dirname, '..', 'fixtures', 'watch-sockets.mjs')}`,
        LLMKIT_HOME: cli.home,
        LLMKIT_POLICY: 'private',
        LLMKIT_EGRESS_ALLOW: 'https://far-away.example',
        ...Object.fromEntries(keys),
      },
    }),
  );
}, 60_000);

afterAll(async () => {
  await client?.close();
  cli.remove();
});

const reached = (): readonly string[] => {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return lines.filter((line) => line !== '' && !isThisMachine(line.split(' ')[1] ?? ''));
};

describe(verifies('policy.private'), () => {
  it.each(manifest.map(({ tool }) => [tool.name, tool] as const))(
    '%s reaches nothing beyond this machine',
    async (name, tool) => {
      const asked = Object.keys(tool.inputSchema.properties ?? {});
      const tempting = Object.fromEntries(asked.flatMap((key) => (key in TEMPTING ? [[key, TEMPTING[key]]] : [])));
      const models = asked.includes('model') ? MODELS : [undefined];
      for (const model of models) {
        await client
          .callTool({ name, arguments: { ...tempting, ...(model !== undefined && { model }) } })
          .catch(() => undefined);
      }
      expect(reached()).toEqual([]);
    },
    60_000,
  );

  it('says so where something is asked for that lies elsewhere', async () => {
    const far = await client.callTool({ name: 'parse_document', arguments: { source: `${FAR}.pdf` } });
    expect(JSON.stringify(far.structuredContent)).toContain('keeps everything on this machine');
    const model = await client.callTool({ name: 'chat', arguments: { prompt: 'hi', model: 'openai' } });
    expect(JSON.stringify(model.structuredContent)).toContain('because the policy is private');
  });

  it('watches: this machine is looked through for model servers', () => {
    expect(readFileSync(log, 'utf8')).toContain('connect 127.0.0.1');
  });
});
