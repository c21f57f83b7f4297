import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliPath, createCli } from '../cli.ts';
import { responsesAnswer, responsesMessage } from '../contract/answers.ts';
import { json } from '../contract/tool-call.ts';
import { verifies } from '../requirements.ts';
import { startUpstream } from '../upstream.ts';

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

it.each(['search', 'connector'])('tools says what the tools of the profile %s cost', async (profile) => {
  const { tools, tokens } = JSON.parse((await cli.run(['tools', '--tools', profile, '--json'])).stdout);
  const costs: readonly number[] = tools.map((tool: { readonly tokens: number }) => tool.tokens);
  expect(costs).toHaveLength(2);
  expect(Math.min(...costs)).toBeGreaterThan(20);
  expect(tokens).toBe(costs.reduce((sum, cost) => sum + cost));
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

describe('doctor --online', () => {
  it.each([
    ['takes', 200, '{"data":[]}', 0, 'answers, and takes the key'],
    ['refuses', 401, '{"error":{"message":"bad key"}}', 1, 'OPENAI_API_KEY'],
    ['has no list for', 404, '{}', 0, 'no free call'],
  ])('says when a provider %s the key', async (_, status, body, code, expected) => {
    const upstream = await startUpstream({ status, headers: { 'content-type': 'application/json' }, chunks: [body] });
    const online = createCli({ OPENAI_API_KEY: 'sk-test-key', OPENAI_BASE_URL: `${upstream.url}/v1` });
    const ended = await online.run(['doctor', '--online']);
    online.remove();
    await upstream.close();
    expect({ code: ended.code, shown: ended.stdout.includes(expected) }).toEqual({ code, shown: true });
    expect(upstream.requests[0]?.url).toBe('/v1/models');
  });
});

describe('recording', () => {
  const question = ['call', 'chat', '{"prompt":"What is 6 × 7?","model":"openai/gpt-5-mini"}'];

  it('is replayed by the next command, without the provider', async () => {
    const upstream = await startUpstream(json(responsesAnswer([responsesMessage('Forty-two.')])));
    const own = createCli({ OPENAI_API_KEY: 'key-of-test', OPENAI_BASE_URL: upstream.url });
    try {
      expect(await own.run([...question, '--record', 'tapes'])).toMatchObject({ code: 0, stdout: 'Forty-two.\n' });
      await upstream.close();
      const replayed = await own.run([...question, '--replay', 'tapes', '--replay-strict']);
      expect(replayed).toMatchObject({ code: 0, stdout: 'Forty-two.\n' });
    } finally {
      own.remove();
      await upstream.close().catch(() => undefined);
    }
  });

  it('that is not there is said so, and a strict replay needs a folder', async () => {
    const own = createCli({ OPENAI_API_KEY: 'key-of-test' });
    const missing = await own.run([...question, '--replay', 'nowhere']);
    const strict = await own.run(['tools', '--replay-strict']);
    own.remove();
    expect(missing).toMatchObject({ code: 1, stdout: expect.stringContaining('--replay') });
    expect(strict).toMatchObject({ code: 2, stderr: expect.stringContaining('folder of recordings') });
  });
});
