import type { App } from '../core/app.ts';
import { type HttpOptions, serveHttp } from './http.ts';
import { watchProcess } from './process-watch.ts';

/**
 * Serves HTTP for the life of this process: says on stderr where, drains on a signal and exits 0 (a second signal exits at
 * once), after an unexpected error exits 1. Rejects with one clear line when the address may not or cannot be listened on.
 */
export async function runHttp(options: HttpOptions): Promise<void> {
  const { app } = options;
  const server = await serveHttp(options);
  process.stderr.write(`llmkit-mcp listens on ${server.url}\n`);
  await new Promise<void>((resolve) => {
    let stopping = false;
    const stop = (reason: string, exitCode: number): void => {
      if (stopping) return;
      stopping = true;
      app.log.info(`stopping: ${reason}`);
      void close(server, app).then(() => {
        resolve();
        process.exit(exitCode);
      });
    };
    watchProcess({
      onSignal: (signal) => stop(signal, 0),
      onCrash: (error) => {
        app.log.error(`Unexpected error: ${error instanceof Error ? error.stack : String(error)}`);
        stop('crash', 1);
      },
    });
  });
}

async function close(server: { close(): Promise<void> }, app: App): Promise<void> {
  await Promise.allSettled([server.close(), app.hangUp()]);
  await app.close().catch(() => {});
}
