// The process of the live sessions. It ends when the process that started it is gone or lets go of it, and says goodbye to
// the providers before: a session that nobody can end would go on costing money.
import module from 'node:module';
import type { Socket } from 'node:net';
import { createApp } from './app.ts';
import { configOf } from './config/load.ts';
import { wholeEnvironment } from './config/whole-environment.ts';
import type { HostStart } from './fork-voice-host.ts';
import { confineProcess } from './http/confine.ts';
import { createStderrLog } from './observe/stderr-log.ts';
import type { FromHost, ToHost } from './voice/host-messages.ts';
import { serveHost } from './voice/serve-host.ts';

module.enableCompileCache?.();

/** Hears the first message, then all others. */
let listen = (message: unknown, _connection: Socket | undefined): void => begin(message as HostStart); // only `fork-voice-host.ts` sends
let end = async (): Promise<void> => {};
let isEnding = false;

function begin({ settings, isHttp, workingFolder, run }: HostStart): void {
  const config = configOf(settings, { environment: wholeEnvironment(process.env), workingFolder, isHttp });
  confineProcess(config.policy);
  const log = createStderrLog(config.logLevel);
  const app = createApp({ config, log, run });
  const post = (message: FromHost): void => {
    if (process.connected) process.send?.(message, undefined, {}, () => {});
  };
  const take = serveHost({ app, sessions: app.voice, log, post });
  listen = (message, connection) => {
    // As above. What it throws is a fault of ours, which the process does not survive.
    void take(message as ToHost, connection);
  };
  end = () => app.close();
  process.on('uncaughtException', (error) => {
    log.error(`Unexpected error in the process of the live sessions: ${error.stack}`);
    void leave(1);
  });
}

async function leave(exitCode: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => process.exit(exitCode), 3_000);
  await end().catch(() => {});
  process.exit(exitCode);
}

process.on('message', (message, connection) => listen(message, connection as Socket | undefined)); // only streams are handed over
process.on('disconnect', () => void leave(0));
process.on('SIGTERM', () => void leave(0));
// A terminal sends these to us too; the server hears them, and lets go of us when its calls are done.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
