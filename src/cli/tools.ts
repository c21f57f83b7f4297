import { parseArgs } from 'node:util';
import manifest from '../../tools/manifest.generated.json' with { type: 'json' };
import profileTokens from '../../tools/profile-tokens.generated.json' with { type: 'json' };
import { createApp } from '../app.ts';
import type { ProviderListing } from '../core/app.ts';
import { createStderrLog } from '../observe/stderr-log.ts';
import { shippedParts } from '../server/parts.ts';
import { openToolbox } from '../server/toolbox.ts';
import type { Command } from './command.ts';
import { commonOptions, configFrom } from './options.ts';

/** Of the tools that only the profiles `search` and `connector` have. */
const ofProfiles: Readonly<Record<string, number>> = profileTokens;

/** What a tool lacks here, or `undefined` when it can be used now. */
function lackOf(needs: string | undefined, providers: readonly ProviderListing[]): string | undefined {
  if (needs === undefined) return undefined;
  const able = providers.filter((provider) => provider.capabilities.some((capability) => capability === needs));
  if (able.some(({ configured }) => configured)) return undefined;
  const install = able.map((provider) => provider.install).find((command) => command !== undefined);
  const variables = able.map(({ missing }) => missing).filter((missing) => missing !== undefined);
  const ways = `set ${variables.slice(0, 4).join(' or ')}${variables.length > 4 ? ' …' : ''}`;
  return `needs a provider for ${needs}: ${install === undefined ? ways : `run ${install}, or ${ways}`}`;
}

/** `tools [--json]`: the tools of the profile, their token cost, which can be used now and what the others lack. */
export const command: Command = {
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { ...commonOptions, json: { type: 'boolean' } } });
    const { config } = await configFrom(values);
    const app = createApp({ config, log: createStderrLog(config.logLevel) });
    try {
      const providers = await app.providers();
      const toolbox = await openToolbox(await shippedParts(app));
      const known = new Map(manifest.map((entry) => [entry.tool.name, entry]));
      const rows = (await toolbox.list()).map(({ name, title }) => {
        const entry = known.get(name);
        const needs = entry !== undefined && 'needs' in entry ? String(entry.needs) : undefined;
        const lacks = lackOf(needs, providers);
        const tokens = entry?.tokens ?? ofProfiles[name] ?? 0;
        return { name, title, tokens, usable: lacks === undefined, lacks };
      });
      const total = rows.reduce((sum, { tokens }) => sum + tokens, 0);
      const lines = rows.map(
        ({ name, tokens, title, lacks }) =>
          `${name.padEnd(18)} ${String(tokens).padStart(5)}  ${lacks === undefined ? title : `${title} (${lacks})`}`,
      );
      const text = [...lines, `${rows.length} tools, ${total} tokens`].join('\n');
      process.stdout.write(`${values.json ? JSON.stringify({ tools: rows, tokens: total }, undefined, 2) : text}\n`);
      return 0;
    } finally {
      await app.close();
    }
  },
};
