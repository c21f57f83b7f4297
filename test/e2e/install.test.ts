import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { clients } from '../../src/install/clients/index.generated.ts';
import { read } from '../../src/install/edit.ts';
import { fileOf } from '../../src/install/install.ts';
import { cliPath, createCli } from '../cli.ts';
import { verifies } from '../requirements.ts';

let cli: ReturnType<typeof createCli>;
/** Of the user, in which the clients keep their files. */
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-install-'));
  cli = createCli({ HOME: home, OPENAI_API_KEY: 'canary-key' });
});
afterEach(() => {
  cli.remove();
  rmSync(home, { recursive: true, force: true });
});

const surroundings = () => ({ platform: 'linux', home: home, workingFolder: home, environment: {} }) as const;

async function written(id: string): Promise<Record<string, unknown>> {
  const target = clients.find((client) => client.id === id)?.user;
  if (target === undefined) throw new Error(`${id} has no file of the user.`);
  const entry = await read(readFileSync(await fileOf(target, surroundings()), 'utf8'), target, 'llmkit');
  return { ...Object(entry) };
}

/** The program and the arguments, under whatever name the client calls them. */
function commandOf(entry: Record<string, unknown>): readonly string[] {
  const first = entry.command ?? entry.cmd;
  return [first, entry.args ?? []].flat().map(String);
}

function initialize([command = '', ...args]: readonly string[]): Promise<string> {
  const child = spawn(command, args, {
    cwd: home,
    env: { HOME: home, LLMKIT_HOME: cli.home, LLMKIT_DISCOVER: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
  return new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error('It ended without an answer.')));
    createInterface({ input: child.stdout }).once('line', resolve);
  }).finally(() => child.kill());
}

describe.runIf(process.platform === 'linux')('install', () => {
  it.each(clients.map(({ id }) => id))(`${verifies('install.starts')} %s`, async (id) => {
    const { code, stdout } = await cli.run(['install', id]);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Added "llmkit"') });
    const command = commandOf(await written(id));
    expect(command).toEqual([process.execPath, cliPath]);
    expect(JSON.parse(await initialize(command)).result.serverInfo.name).toBe('llmkit-mcp');
  });

  it('changes nothing a second time, and takes the entry out again', async () => {
    const file = join(home, '.claude.json');
    writeFileSync(file, '{ "projects": {} }\n');
    await cli.run(['install', 'claude-code']);
    expect((await cli.run(['install', 'claude-code'])).stdout).toContain('already');
    expect((await cli.run(['install', 'claude-code', '--remove'])).stdout).toContain('Took "llmkit" out');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ projects: {}, mcpServers: {} });
    expect((await cli.run(['install', 'claude-code', '--remove'])).stdout).toContain('holds no "llmkit"');
  });

  it(verifies('install.no-keys'), async () => {
    const { stdout } = await cli.run(['install', 'cursor']);
    expect(stdout).toContain('This shell has OPENAI_API_KEY');
    expect(readFileSync(join(home, '.cursor/mcp.json'), 'utf8')).not.toContain('canary');
    const shown = await cli.run(['install', 'cursor', '--env', 'OPENAI_API_KEY', '--print']);
    expect(JSON.parse(shown.stdout).mcpServers.llmkit.env).toEqual({ OPENAI_API_KEY: '[secret]' });
    const asked = await cli.run(['install', 'cursor', '--env', 'OPENAI_API_KEY']);
    expect(asked.stdout).toContain('Changed');
    expect(asked.stdout + asked.stderr + shown.stderr).not.toContain('canary');
    expect(await written('cursor')).toMatchObject({ env: { OPENAI_API_KEY: 'canary-key' } });
  });

  it('writes an address instead, in each client’s own words', async () => {
    const url = 'http://127.0.0.1:3000/mcp';
    const shown = async (id: string, ...more: readonly string[]): Promise<string> =>
      (await cli.run(['install', id, '--print', '--http', url, ...more])).stdout;
    expect(JSON.parse(await shown('vscode')).servers.llmkit).toEqual({ type: 'http', url });
    expect(JSON.parse(await shown('windsurf')).mcpServers.llmkit).toEqual({ serverUrl: url });
    expect(JSON.parse(await shown('gemini-cli')).mcpServers.llmkit).toEqual({ httpUrl: url });
    expect(JSON.parse(await shown('vscode', '--scope', 'project', '--token-env', 'TOKEN')).servers.llmkit).toEqual({
      type: 'http',
      url,
      headers: { Authorization: [`Bearer $`, '{env:TOKEN}'].join('') },
    });
    expect(await shown('codex', '--token-env', 'TOKEN')).toBe(
      `[mcp_servers.llmkit]\nurl = "${url}"\nbearer_token_env_var = "TOKEN"\n`,
    );
    expect(parseDocument(await shown('goose')).toJS().extensions.llmkit).toMatchObject({
      type: 'streamable_http',
      uri: url,
    });
  });

  it('says that what it writes into a project’s file holds for this machine', async () => {
    const { stdout } = await cli.run(['install', 'claude-code', '--scope', 'project', '--env', 'OPENAI_API_KEY']);
    expect(stdout).toContain('on this machine');
    const { mcpServers } = JSON.parse(readFileSync(join(cli.home, '.mcp.json'), 'utf8'));
    expect(mcpServers.llmkit.env).toEqual({ OPENAI_API_KEY: ['$', '{OPENAI_API_KEY}'].join('') });
  });

  it('lists the clients, and in which of them the server stands', async () => {
    await cli.run(['install', 'zed', '--name', 'mine', '--tools', 'search']);
    const rows: readonly { client: string; scope: string; state: string; file: string }[] = JSON.parse(
      (await cli.run(['install', '--name', 'mine', '--json'])).stdout,
    );
    const stateOf = (id: string) => rows.find(({ client, scope }) => client === id && scope === 'user')?.state;
    expect([stateOf('zed'), stateOf('cursor')]).toEqual(['installed', '-']);
    expect((await cli.run(['install'])).stdout).toMatch(/^zed +user +there +.*settings\.json$/m);
  });

  it.each([
    ['an unknown client', ['install', 'cursr'], 'Did you mean cursor?'],
    ['a scope that the client has not', ['install', 'windsurf', '--scope', 'project'], 'no file of scope project'],
    ['an address where the client takes none', ['install', 'claude-desktop', '--http', 'http://a.b/mcp'], 'Connectors'],
    ['an address that is none', ['install', 'cursor', '--http', '127.0.0.1'], 'takes a URL'],
    ['a password in the address', ['install', 'cursor', '--http', 'https://a:b@c.d/mcp'], '--token-env'],
    [
      'variables for a server that runs already',
      ['install', 'cursor', '--http', 'http://a.b/mcp', '--env', 'A=1'],
      '--env',
    ],
    ['a name with a dot', ['install', 'cursor', '--name', 'a.b'], '--name'],
  ])('exits 2 for %s', async (_, args, expected) => {
    const { code, stderr, stdout } = await cli.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
  });

  it('leaves a broken file as it is, and says where it is broken', async () => {
    const file = join(home, '.claude.json');
    writeFileSync(file, '{ "projects": { }');
    const { code, stderr } = await cli.run(['install', 'claude-code']);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}: The file is not valid JSON (line 1`);
    expect(readFileSync(file, 'utf8')).toBe('{ "projects": { }');
  });
});
