import type { App } from '../core/app.ts';
import { type HttpOptions, serveHttp } from '../server/http.ts';
import { watchProcess } from '../server/process-watch.ts';

/** Serves over HTTP until a signal comes, then lets running calls finish and closes everything. */
export async function runHttp(options: HttpOptions & { readonly app: App }): Promise<void> {
  const { app } = options;
  const server = await serveHttp(options);
  process.stderr.write(`llmkit-mcp ${app.version} listens at ${server.url}\n`);
  const exitCode = await new Promise<number>((resolve) => {
    watchProcess({
      onSignal: () => resolve(0),
      // A server in the background outlives the shell that started it.
      onOrphaned: () => {},
      onCrash: (error) => {
        app.log.error(`Unexpected error: ${error instanceof Error ? error.stack : String(error)}`);
        resolve(1);
      },
    });
  });
  await server.close();
  await app.close();
  process.exit(exitCode);
}
