import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const LLAMA_PACKAGE = 'node-llama-cpp';
/** The newest whose binaries for every system are in the registry (3.22.1 lacks some, and `npm ci` refuses it). */
export const LLAMA_VERSION = '3.21.1';
export const LLAMA_SETUP = 'llmkit-mcp setup llm';

/** The package with the built library for each system: on a Mac with Metal, elsewhere for the processor alone. */
const BINARIES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-armv7l',
  'linux-riscv64': 'linux-riscv64',
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
};

/** `@node-llama-cpp/…` for this system; `undefined` where there is none. */
export const binaryPackage = (
  platform: string = process.platform,
  architecture: string = process.arch,
): string | undefined => {
  const name = BINARIES[`${platform}-${architecture}`];
  return name === undefined ? undefined : `@node-llama-cpp/${name}`;
};

/** The version is in its name, so that a newer server never meets an older library. */
export const engineFolder = (dataFolder: string): string =>
  join(dataFolder, 'engines', `${LLAMA_PACKAGE}-${LLAMA_VERSION}`);

/** The file to import. */
export const engineEntry = (dataFolder: string): string =>
  join(engineFolder(dataFolder), 'node_modules', LLAMA_PACKAGE, 'dist', 'index.js');

/** True once it was installed whole: the folder gets its name last. */
export const hasEngine = (dataFolder: string): boolean => existsSync(engineEntry(dataFolder));
