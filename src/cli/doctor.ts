import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import { createStderrLog } from '../observe/stderr-log.ts';
import type { Command } from './command.ts';
import { type Finding, findings } from './doctor-checks.ts';
import { commonOptions, configFrom } from './options.ts';

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok  ', note: 'note', fault: 'FAULT' };

const lineOf = ({ state, what, detail, fix }: Finding): string =>
  `${MARKS[state].padEnd(6)}${what}: ${detail}${fix === undefined ? '' : `\n      fix: ${fix}`}`;

/** `doctor [--json] [--online]`: what works on this machine, and the fix for what does not. Exit 1 for a fault. */
export const command: Command = {
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { ...commonOptions, json: { type: 'boolean' }, online: { type: 'boolean' } },
    });
    const { config } = await configFrom(values);
    const app = createApp({ config, log: createStderrLog(config.logLevel) });
    try {
      const all: Finding[] = [];
      for await (const finding of findings(app, values.online ?? false)) {
        all.push(finding);
        if (!values.json) process.stdout.write(`${lineOf(finding)}\n`);
      }
      if (values.json) process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
      return all.some(({ state }) => state === 'fault') ? 1 : 0;
    } finally {
      await app.close();
    }
  },
};
