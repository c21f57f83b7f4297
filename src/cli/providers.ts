import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import type { ProviderListing } from '../core/app.ts';
import { createStderrLog } from '../observe/stderr-log.ts';
import type { Command } from './command.ts';
import { commonOptions, configFrom } from './options.ts';

function lineOf(provider: ProviderListing): string {
  const state = provider.configured ? 'ready' : (provider.missing ?? provider.status);
  const capabilities = provider.capabilities.join(', ') || '-';
  return `${provider.id.padEnd(18)} ${provider.status.padEnd(10)} ${capabilities.padEnd(14)} ${state}`;
}

/** `providers [--configured] [--json]`: the catalogue with status and what is missing. */
export const command: Command = {
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { ...commonOptions, configured: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    const { config } = await configFrom(values);
    const app = createApp({ config, log: createStderrLog(config.logLevel) });
    try {
      const all = await app.providers();
      const shown = values.configured ? all.filter(({ configured }) => configured) : all;
      process.stdout.write(`${values.json ? JSON.stringify(shown, undefined, 2) : shown.map(lineOf).join('\n')}\n`);
      return 0;
    } finally {
      await app.close();
    }
  },
};
