import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliPath, createCli } from '../cli.ts';
import { verifies } from '../requirements.ts';

let cli: ReturnType<typeof createCli>;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli.remove());

describe(verifies('cli.exit-codes'), () => {
  it('prints a tool’s result and exits 0', async () => {
    const { code, stdout } = await cli.run(['call', 'find_models', '{"query":"claude","limit":1}', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).models).toHaveLength(1);
  });

  it('exits 1 for a tool error, and says what to do', async () => {
    const { code, stdout } = await cli.run(['call', 'chat', '{"prompt":"Hello"}']);
    expect(code).toBe(1);
    expect(stdout).toContain('OPENAI_API_KEY');
  });

  it('says what is wrong with a data folder that cannot be used, and what to set', async () => {
    const blocked = join(cli.home, 'a-file');
    writeFileSync(blocked, '');
    const elsewhere = createCli({ LLMKIT_HOME: join(blocked, 'data') });
    const source = { id: 'a', text: 'Some text.' };
    const indexed = await elsewhere.run(['call', 'rag_index', JSON.stringify({ collection: 'c', sources: [source] })]);
    const listed = await elsewhere.run(['call', 'list_calls']);
    elsewhere.remove();
    for (const { code, stdout } of [indexed, listed]) {
      expect(code).toBe(1);
      expect(stdout).toContain('LLMKIT_HOME');
    }
  });

  it.each([
    ['an unknown command', ['serv'], 'Did you mean serve?'],
    ['an unknown tool', ['call', 'chatt', '{}'], 'chat'],
    ['an unknown option', ['tools', '--jsn'], '--jsn'],
    ['arguments that are no JSON', ['call', 'chat', '{prompt}'], 'not valid JSON'],
    ['arguments that are no object', ['call', 'chat', '[]'], 'one JSON object'],
    ['call without a tool', ['call'], 'name of a tool'],
    ['config without print', ['config'], 'print'],
  ])('exits 2 for %s', async (_, args, expected) => {
    const { code, stderr, stdout } = await cli.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
  });

  it('reads the arguments from stdin for -', async () => {
    const { code, stdout } = await cli.run(['call', 'find_models', '-', '--json'], '{"query":"gemini","limit":1}');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).models[0].model).toMatch(/^google\//);
  });
});

it('config print hides secrets and says where each value comes from', async () => {
  writeFileSync(join(cli.home, 'llmkit.config.json'), '{"policy":"cheap","authTokens":["canary-token"]}');
  const { code, stdout } = await cli.run(['config', 'print', '--json']);
  const rows: readonly { setting: string; value: unknown; from: string }[] = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(stdout).not.toContain('canary');
  expect(rows.find(({ setting }) => setting === 'policy')).toEqual({
    setting: 'policy',
    value: 'cheap',
    from: join(cli.home, 'llmkit.config.json'),
  });
});

it('tools says what each tool costs and what it lacks', async () => {
  const { code, stdout } = await cli.run(['tools', '--json']);
  const { tools, tokens } = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(tokens).toBeLessThanOrEqual(4000);
  expect(tools.find((tool: { name: string }) => tool.name === 'chat')).toMatchObject({ usable: false });
  expect(tools.find((tool: { name: string }) => tool.name === 'rag_search')).toMatchObject({ usable: true });
});

it('providers lists the catalogue and the variable that each wants', async () => {
  const { code, stdout } = await cli.run(['providers', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toContainEqual(
    expect.objectContaining({ id: 'anthropic', configured: false, missing: 'ANTHROPIC_API_KEY' }),
  );
});

it('ends quietly when nobody reads its output any more', async () => {
  const child = spawn(process.execPath, [cliPath, 'doctor'], {
    env: { PATH: process.env.PATH, LLMKIT_HOME: cli.home },
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it('doctor finds no fault on a fresh data folder, and says which key to set', async () => {
  const { code, stdout } = await cli.run(['doctor']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('OPENAI_API_KEY') });
  expect(stdout).not.toContain('FAULT');
});

it('doctor calls a data folder that cannot be written a fault, and exits 1', async () => {
  writeFileSync(join(cli.home, 'file'), '');
  const broken = createCli({ LLMKIT_HOME: join(cli.home, 'file', 'below') });
  const { code, stdout } = await broken.run(['doctor']);
  broken.remove();
  expect(code).toBe(1);
  expect(stdout).toContain('LLMKIT_HOME');
});

const oldNode = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .filter((path) => existsSync(path))
  .find((path) => Number(execFileSync(path, ['-p', 'parseInt(process.versions.node)']).toString()) < 22);

describe.runIf(oldNode)(verifies('cli.old-node'), () => {
  it('starts again on the Node of the checkout, with streams and exit code passed through', async () => {
    const { code, stdout } = await cli.run(['call', 'find_models', '-', '--json'], '{"limit":1}', oldNode);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).models).toHaveLength(1);
  });
});
