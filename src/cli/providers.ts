import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import type { ProviderListing } from '../core/app.ts';
import { createStderrLog } from '../observe/stderr-log.ts';
import type { Command } from './command.ts';
import { commonOptions, configFrom } from './options.ts';

/** Columns as wide as their longest cell. */
function linesOf(providers: readonly ProviderListing[]): readonly string[] {
  const rows = providers.map(({ id, status, capabilities, configured, missing, install, replacedBy }) => {
    const instead = replacedBy === undefined ? status : `see ${replacedBy}`;
    return [id, status, capabilities.join(', ') || '-', configured ? 'ready' : (install ?? missing ?? instead)];
  });
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
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
      process.stdout.write(`${values.json ? JSON.stringify(shown, undefined, 2) : linesOf(shown).join('\n')}\n`);
      return 0;
    } finally {
      await app.close();
    }
  },
};
