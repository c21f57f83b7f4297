import { homedir } from 'node:os';
import { join } from 'node:path';

/** Reads an environment variable of the operator's. */
export type Variable = (name: string) => string | undefined;

export type CacheFolders = {
  /** Folders with GGUF files at any depth, and whose they are. */
  readonly files: readonly { readonly owner: string; readonly folder: string }[];
  /** Ollama keeps manifests beside files that are named by their digest. */
  readonly ollama: readonly string[];
};

/** Where the programs that fetch models keep them, by each one's own variables and rules for this system. */
export function cacheFolders(variable: Variable, platform: NodeJS.Platform = process.platform): CacheFolders {
  const home = variable('HOME') ?? variable('USERPROFILE') ?? homedir();
  const isMac = platform === 'darwin';
  const isWindows = platform === 'win32';
  const support = join(home, 'Library', 'Application Support');
  const roaming = variable('APPDATA') ?? join(home, 'AppData', 'Roaming');
  const localData = variable('LOCALAPPDATA') ?? join(home, 'AppData', 'Local');
  const dotCache = variable('XDG_CACHE_HOME') ?? join(home, '.cache');
  const share = variable('XDG_DATA_HOME') ?? join(home, '.local', 'share');
  const config = variable('XDG_CONFIG_HOME') ?? join(home, '.config');

  const huggingFace =
    variable('HF_HUB_CACHE') ??
    variable('HUGGINGFACE_HUB_CACHE') ??
    join(variable('HF_HOME') ?? join(dotCache, 'huggingface'), 'hub');
  const cache = isMac ? join(home, 'Library', 'Caches') : isWindows ? localData : dotCache;
  const gpt4all = isMac ? support : isWindows ? localData : share;
  const jan = isMac ? [support] : isWindows ? [roaming] : [share, config];
  const ollama = variable('OLLAMA_MODELS');
  return {
    files: [
      { owner: 'LM Studio', folder: join(home, '.lmstudio', 'models') },
      { owner: 'LM Studio', folder: join(home, '.cache', 'lm-studio', 'models') },
      { owner: 'Hugging Face', folder: huggingFace },
      { owner: 'llama.cpp', folder: variable('LLAMA_CACHE') ?? join(cache, 'llama.cpp') },
      { owner: 'GPT4All', folder: join(gpt4all, 'nomic.ai', 'GPT4All') },
      ...jan.map((folder) => ({ owner: 'Jan', folder: join(folder, 'Jan', 'data') })),
      { owner: 'Jan', folder: join(home, 'jan', 'models') },
      { owner: 'node-llama-cpp', folder: join(home, '.node-llama-cpp', 'models') },
    ],
    ollama:
      ollama === undefined
        ? [join(home, '.ollama', 'models'), ...(isWindows || isMac ? [] : ['/usr/share/ollama/.ollama/models'])]
        : [ollama],
  };
}
