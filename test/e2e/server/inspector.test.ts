import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serverEntry } from '../../fixtures/server/stdio-client.ts';

const inspector = join(import.meta.dirname, '../../../node_modules/.bin/mcp-inspector');

async function inspect(...args: readonly string[]) {
  const child = spawn(
    process.execPath,
    [inspector, '--cli', process.execPath, serverEntry, '--format', 'json', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 30_000,
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

describe('the Inspector', () => {
  it('finds nothing to warn of in the tools, however strict', async () => {
    const { code, stdout, stderr } = await inspect('--method', 'tools/list', '--strict');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).result.tools).toHaveLength(5);
    expect(stderr.toLowerCase()).not.toMatch(/warn|error/);
  });

  it('calls a tool as a 2026 client', async () => {
    const { code, stdout } = await inspect(
      '--protocol-era',
      'modern',
      '--method',
      'tools/call',
      '--tool-name',
      'echo',
      '--tool-arg',
      'message=hi',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).result.structuredContent).toMatchObject({ message: 'hi' });
  });
});
