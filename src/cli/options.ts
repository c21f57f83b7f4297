import { mistypedVariables, textOf } from '../config/environment.ts';
import { type Loaded, loadConfig } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { wholeEnvironment } from '../config/whole-environment.ts';
import { ProviderError } from '../core/errors.ts';
import { createStderrLog } from '../observe/stderr-log.ts';

/** The options that every command takes, for `util.parseArgs`. */
export const commonOptions = {
  config: { type: 'string' },
  tools: { type: 'string' },
  record: { type: 'string' },
  replay: { type: 'string' },
  'replay-strict': { type: 'boolean' },
} as const;

type Common = {
  readonly config?: string | undefined;
  readonly tools?: string | undefined;
  readonly record?: string | undefined;
  readonly replay?: string | undefined;
  readonly 'replay-strict'?: boolean | undefined;
  /** Folders that file arguments may lie in. None: as the environment or the file says. */
  readonly roots?: readonly string[];
};

/** The configuration as this command line, environment and file give it. */
export async function configFrom(options: Common, isHttp = false): Promise<Loaded> {
  const environment = wholeEnvironment(process.env);
  const roots = (options.roots ?? []).filter((root) => textOf(root) !== undefined);
  const flags: Partial<Settings> = {
    roots: roots.length > 0 ? roots : undefined,
    tools: options.tools,
    record: options.record,
    replay: options.replay,
    replayStrict: options['replay-strict'],
  };
  const loaded = await loadConfig({
    environment,
    workingFolder: workingFolder(),
    file: options.config,
    flags,
    isHttp,
  });
  const log = createStderrLog(loaded.config.logLevel);
  for (const { name, meant } of mistypedVariables(environment)) {
    log.warn(`Nothing reads the variable ${name}. Did you mean ${meant}?`);
  }
  return loaded;
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new ProviderError('invalid_input', {
      message: 'The folder that this was started in is gone.',
      hint: 'Start it in a folder that exists.',
      cause,
    });
  }
}
