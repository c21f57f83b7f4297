import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import { didYouMean } from '../core/nearest.ts';
import { createStderrLog } from '../observe/stderr-log.ts';
import type { Command } from './command.ts';
import { commonOptions, configFrom } from './options.ts';
import { PARTS } from './setup-parts.ts';
import { UsageError } from './usage-error.ts';

/** `setup [PART] [--yes]`: fetches or prepares what an embedded engine needs. Exit 1 when it is not there afterwards. */
export const command: Command = {
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...commonOptions, yes: { type: 'boolean' } },
    });
    const say = (line: string): void => void process.stdout.write(`${line}\n`);
    const [name, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError('setup takes the name of one part.');
    if (name === undefined) {
      for (const [part, { what }] of Object.entries(PARTS)) say(`llmkit-mcp setup ${part.padEnd(11)} ${what}`);
      return 0;
    }
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (part === undefined) {
      throw new UsageError(`There is no part ${name}.${didYouMean(name, Object.keys(PARTS))} setup alone lists them.`);
    }
    const { config } = await configFrom(values);
    const app = createApp({ config, log: createStderrLog(config.logLevel) });
    try {
      return (await part.run({ app, isAgreed: values.yes ?? false, say })) ? 0 : 1;
    } finally {
      await app.close();
    }
  },
};
