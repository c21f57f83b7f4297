import { type Loaded, loadConfig } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';

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
};

/** The configuration as this command line, environment and file give it. */
export function configFrom(options: Common, isHttp = false): Promise<Loaded> {
  const flags: Partial<Settings> = {
    tools: options.tools,
    record: options.record,
    replay: options.replay,
    replayStrict: options['replay-strict'],
  };
  return loadConfig({
    environment: process.env,
    workingFolder: process.cwd(),
    file: options.config,
    flags,
    isHttp,
  });
}
