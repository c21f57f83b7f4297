import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Settings } from './config/settings.ts';
import { workerUrl } from './core/worker.ts';
import type { FromHost } from './voice/host-messages.ts';
import type { StartHost } from './voice/remote-sessions.ts';

/** The first message to the process of the live sessions: what makes its configuration the same as ours. */
export type HostStart = {
  readonly settings: Settings;
  readonly isHttp: boolean;
  readonly workingFolder: string;
  readonly run: string;
};

/** Starts the process of the live sessions. Keys reach it through the environment alone: arguments are seen by anybody. */
export const voiceHostStarter =
  ({ settings, ...start }: Omit<HostStart, 'workingFolder'>): StartHost =>
  ({ onMessage, onGone }) => {
    const child = fork(workerUrl('voice-host', import.meta.url), {
      // What it receives can be audio.
      serialization: 'advanced',
      // stdout belongs to the protocol; it logs beside us.
      stdio: ['ignore', 2, 2, 'ipc'],
      // V8 starts to mark the whole heap when what is left of its limit is no more than the young generation. For a heap
      // as small as this one that is always, and each time sound waits for 20 ms. So the limit begins higher.
      execArgv: ['--initial-heap-size=128'],
    });
    let isGone = false;
    const gone = (): void => {
      if (isGone) return;
      isGone = true;
      onGone();
    };
    child.on('message', (message) => onMessage(message as FromHost)); // only `voice-host.ts` sends
    child.on('exit', gone);
    child.on('error', gone);
    // A server that ends does not wait for it: without us it ends by itself.
    child.unref();
    child.channel?.unref();
    // Who may call the server is not its business.
    const { authTokens: _tokens, ...own } = settings;
    const first: HostStart = { ...start, settings: own, workingFolder: process.cwd() };
    const ignore = (): void => {};
    child.send(first, ignore);
    return {
      post: (message, connection) => void child.send(message, connection, {}, ignore),
      async stop(withinMs) {
        if (isGone) return;
        const ended = once(child, 'exit');
        const kill = setTimeout(() => child.kill('SIGKILL'), withinMs);
        child.ref();
        if (child.connected) child.disconnect();
        await ended;
        clearTimeout(kill);
      },
    };
  };
