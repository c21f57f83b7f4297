import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { engineFolder, hasEngine } from '../../src/local/llama/engine-folder.ts';

/** Where `npm run test:llm` installs what runs GGUF models: it is too large to be anybody's dependency. */
export const engineHome = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'llmkit-mcp');

export const hasLlama = hasEngine(engineHome);
if (!hasLlama)
  process.stderr.write('LEFT OUT: tests of GGUF models. `npm run test:llm` installs 85 MB and runs them.\n');

/** Puts the installed engine into a data folder of a test's own. */
export function withEngine(dataFolder: string): void {
  const target = engineFolder(dataFolder);
  mkdirSync(dirname(target), { recursive: true });
  if (!existsSync(target)) symlinkSync(engineFolder(engineHome), target, 'dir');
}
