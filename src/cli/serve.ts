import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import { createStderrLog } from '../observe/stderr-log.ts';
import type { Command } from './command.ts';
import { confine } from './confine.ts';
import { commonOptions, configFrom } from './options.ts';
import { UsageError } from './usage-error.ts';

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError('--port takes a number from 0 to 65535.');
}

/** `serve [FOLDER …]`: MCP over stdio, or over HTTP with `--http`. Files may be read from these folders, and no others. */
export const command: Command = {
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...commonOptions,
        http: { type: 'boolean' },
        host: { type: 'string' },
        port: { type: 'string' },
        sse: { type: 'boolean' },
      },
    });
    const isHttp = values.http ?? false;
    const forHttpOnly = (['host', 'port', 'sse'] as const).find((name) => values[name] !== undefined);
    if (!isHttp && forHttpOnly !== undefined) throw new UsageError(`--${forHttpOnly} goes with --http.`);
    const { config, settings } = await configFrom({ ...values, roots: positionals }, isHttp);
    await confine(config);
    const log = createStderrLog(config.logLevel);
    // No reason not to start: a folder of another disk comes back.
    for (const folder of config.roots.filter((root) => positionals.length > 0 && !existsSync(root))) {
      log.warn(`There is no folder ${folder}, so nothing is read from it.`);
    }
    const app = createApp({ config, log, voiceProcess: { settings, isHttp } });
    if (!isHttp) {
      const { serveStdio } = await import('../server/stdio.ts');
      await serveStdio({ app });
      return undefined;
    }
    const { runHttp } = await import('../server/http-process.ts');
    await runHttp({ app, host: values.host, port: portOf(values.port), sse: values.sse });
    return undefined;
  },
};
