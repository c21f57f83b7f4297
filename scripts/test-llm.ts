// Installs what runs GGUF models where the tests look for it, as a user would, and runs the tests that need it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const home = join(root, 'node_modules', '.cache', 'llmkit-mcp');
const run = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): void => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
};

run(['src/cli.ts', 'setup', 'llm'], { ...process.env, LLMKIT_HOME: home, LLMKIT_DISCOVER: '0' });
run(['node_modules/vitest/vitest.mjs', 'run', 'test/contract/gguf-file.test.ts']);
