import { serveStdio as serveConnection } from '@modelcontextprotocol/server/stdio';
import type { App } from '../core/app.ts';
import { createDispatcher } from './dispatcher.ts';
import { LineTransport } from './line-transport.ts';
import { createServerBuilder } from './mcp-server.ts';
import { type ServerParts, shippedParts } from './parts.ts';
import { watchProcess } from './process-watch.ts';

export type StdioOptions = {
  readonly app: App;
  /** What to serve; the shipped tools, resources and prompts when left out. */
  readonly parts?: ServerParts;
  /** Longest accepted message, newline excluded. 8 MiB by default. */
  readonly maxLineBytes?: number;
  /** How long running calls may still finish after the client closed its end or a signal came. 1000 by default. */
  readonly drainMs?: number;
};

/**
 * Serves one client over this process's stdin and stdout, and ends the process when that client is gone:
 * on end of input, a broken pipe, a signal, or the death of the parent. Never resolves before that.
 */
export async function serveStdio({
  app,
  maxLineBytes = 8_388_608,
  drainMs = 1000,
  ...options
}: StdioOptions): Promise<void> {
  const { stdin, stdout } = process;
  const write = reserveStdout();
  let stop: (reason: string, graceMs: number, exitCode?: number) => void = () => {};

  const transport = new LineTransport({
    input: stdin,
    output: stdout,
    write,
    maxLineBytes,
    onGone: (reason) => stop(reason, reason === 'broken-pipe' ? 0 : drainMs),
  });
  const parts = options.parts ?? (await shippedParts(app));
  const build = createServerBuilder(parts, await createDispatcher(parts), () => ({ kind: 'file' }));
  const connection = serveConnection(build, {
    transport,
    onerror: (error) => app.log.debug(`protocol: ${error.message}`),
  });

  await new Promise<void>((resolve) => {
    let exitCode = 0;
    let stopping = false;
    stop = (reason, graceMs, code = 0) => {
      if (stopping) return;
      stopping = true;
      exitCode = code;
      // A log line must not follow a broken pipe: stderr is often the same dead terminal.
      if (reason !== 'broken-pipe') app.log.debug(`stopping: ${reason}`);
      void finish(graceMs).then(resolve, resolve);
    };
    const finish = async (graceMs: number): Promise<void> => {
      unwatch();
      // Not waited for here: `close` does. Calls that only listen to a session end with it.
      void app.hangUp();
      await withinMs(transport.whenIdle(), graceMs);
      // What has become a job goes on with the next server; closing the connection would cancel it.
      await withinMs(app.leave(), 500);
      // Closing the connection aborts the signal of every call that still runs.
      await withinMs(connection.close(), 250);
      await withinMs(app.close(), 500);
      process.exit(exitCode);
    };
    const unwatch = watchProcess({
      onSignal: (signal) => stop(signal, drainMs),
      onOrphaned: () => stop('the parent process is gone', 0),
      onCrash: (error) => {
        const isBrokenPipe = error instanceof Error && 'code' in error && error.code === 'EPIPE';
        if (!isBrokenPipe) app.log.error(`Unexpected error: ${error instanceof Error ? error.stack : String(error)}`);
        stop(isBrokenPipe ? 'broken-pipe' : 'crash', isBrokenPipe ? 0 : drainMs, isBrokenPipe ? 0 : 1);
      },
    });
    if (stdin.readableEnded || stdin.destroyed) stop('end', drainMs);
  });
}

/** Keeps stdout for JSON-RPC: whatever else prints, a dependency's greeting included, lands on stderr. */
function reserveStdout(): (text: string) => boolean {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  // The overloads of write cannot be spelled by one arrow function; stderr takes the same arguments.
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  return (text) => write(text);
}

async function withinMs(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}
