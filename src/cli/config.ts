import { parseArgs } from 'node:util';
import { SECRET_SETTINGS, SETTING_NAMES, type SettingName } from '../config/settings.ts';
import type { Config } from '../core/config.ts';
import type { Command } from './command.ts';
import { commonOptions, configFrom } from './options.ts';
import { UsageError } from './usage-error.ts';

/** The value in force, where the configuration computes one that no setting states. */
function inForce(name: SettingName, config: Config, stated: unknown): unknown {
  if (name === 'home') return config.home;
  if (name === 'roots') return config.roots;
  if (name === 'output') return config.output;
  if (name === 'stateUrl') return withoutPassword(config.stateUrl);
  return stated;
}

/** `config print`: every setting, its value with secrets hidden, and where it comes from. */
export const command: Command = {
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...commonOptions, json: { type: 'boolean' } },
    });
    if (positionals[0] !== 'print') throw new UsageError('config takes one word: print.');
    const { config, settings, origins } = await configFrom(values);
    const rows = SETTING_NAMES.map((name) => {
      const value = inForce(name, config, settings[name]);
      const isHidden = SECRET_SETTINGS.includes(name) && value !== undefined;
      return { setting: name, value: isHidden ? '[secret]' : value, from: origins[name] };
    });
    const all = [...rows, { setting: 'providers', value: withoutHeaders(config), from: origins.providers }];
    const text = values.json
      ? JSON.stringify(all, undefined, 2)
      : all
          .map(({ setting, value, from }) => `${setting} = ${JSON.stringify(value) ?? '(not set)'}  (${from})`)
          .join('\n');
    process.stdout.write(`${text}\n`);
    return 0;
  },
};

const withoutPassword = (url: string): string => url.replace(/\/\/[^/]*@/, '//[secret]@');

/** Headers may carry keys, and a base URL may carry a password: neither is printed. */
function withoutHeaders(config: Config): unknown {
  return Object.fromEntries(
    Object.entries(config.providers).map(([id, { headers, baseUrl, ...rest }]) => [
      id,
      {
        ...rest,
        baseUrl: baseUrl && withoutPassword(baseUrl),
        headers: headers && Object.fromEntries(Object.keys(headers).map((name) => [name, '[secret]'])),
      },
    ]),
  );
}
