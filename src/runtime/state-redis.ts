import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import { requireOptional } from '../core/import-optional.ts';
import type { Log } from '../core/log.ts';
import type { State } from './state.ts';
import { createStateLog, type Evaluate } from './state-log.ts';
import { openSharedState } from './state-shared.ts';

/** For a connection, and for an answer. */
const TIMEOUT_MS = 5000;

/** The state that several servers share through a Redis (or Valkey). Throws `network` when it cannot be reached. */
export async function openRedisState(options: {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<State> {
  const { url, clock, log } = options;
  requireOptional(['redis'], 'A shared state');
  const { createClient } = await import('redis');
  let wasThere = false;
  let isAway = false;
  const client = createClient({
    url,
    // A call fails while the server is away, instead of waiting for it without end; the next one tries again.
    disableOfflineQueue: true,
    socket: { connectTimeout: TIMEOUT_MS, reconnectStrategy: (tries) => wasThere && Math.min(2000, 50 * 2 ** tries) },
  });
  client.on('ready', () => {
    wasThere = true;
    isAway = false;
  });
  // Once for each time that it goes; it is looked for again and again.
  client.on('error', (error: unknown) => {
    if (wasThere && !isAway) log.warn(`The shared state is away: ${reasonOf(error)}`);
    isAway = true;
  });
  const evaluate: Evaluate = async (script, keys, args) => {
    try {
      return await inTime(client.sendCommand(['EVAL', script, String(keys.length), ...keys, ...args]));
    } catch (thrown) {
      throw unreachable(thrown);
    }
  };
  try {
    await inTime(client.connect());
  } catch (thrown) {
    client.destroy();
    throw unreachable(thrown);
  }
  return openSharedState({ log: createStateLog(evaluate), clock, close: () => client.destroy() });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('it does not answer')), TIMEOUT_MS);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message || thrown.name : String(thrown);

/** Its text never holds the URL, which may hold a password. */
const unreachable = (cause: unknown): ProviderError =>
  new ProviderError('network', {
    message: `The shared state (LLMKIT_STATE_URL) cannot be used: ${reasonOf(cause)}.`,
    hint: 'Start the Redis that it names, or unset it for a state of this machine alone.',
    cause,
  });
