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

/** `serve`: MCP over stdio, or over HTTP with `--http`. */
export const command: Command = {
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
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
    const { config, settings } = await configFrom(values, isHttp);
    await confine(config);
    const log = createStderrLog(config.logLevel);
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
