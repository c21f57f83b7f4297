import type { Config } from '../../core/config.ts';
import { ProviderError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import type { ProviderDefinition } from '../../core/provider.ts';
import type { EndpointOptions } from '../endpoint.ts';
import { type Transport, undiciTransport } from '../transport.ts';
import { readCassettes } from './cassette.ts';
import { recordingTransport } from './record.ts';
import { createShelf, replayingTransport } from './replay.ts';

/** A live conversation depends on when each side speaks, which no recording can answer. */
const refuseLive = async (): Promise<never> => {
  throw new ProviderError('unavailable', {
    message: 'Live connections cannot be answered from recordings.',
    hint: 'Leave out --replay-strict to let them reach the network.',
    processed: false,
  });
};

export type Recording = {
  /** How requests to this provider travel. */
  transportFor(definition: ProviderDefinition): Transport;
  /** How live connections travel, where they must not travel as usual: a strict replay reaches no network. */
  readonly live?: Pick<EndpointOptions, 'socketTransport' | 'duplexTransport'>;
  /** Resolves once everything that came is written. For the end, after the connections are closed. */
  settled(): Promise<void>;
};

/**
 * The transports of a server that records, replays or does both: what no recording answers goes to the network,
 * unless the replay is strict, and is written down if it is to be. Throws `invalid_input` when the recordings cannot be read.
 */
export function createRecording({ config, log }: { readonly config: Config; readonly log: Log }): Recording {
  const { record, replay, replayStrict } = config;
  const shelf = replay === undefined ? undefined : createShelf(readCassettes(replay));
  const open = new Set<Promise<void>>();
  const track = (writing: Promise<void>): void => {
    open.add(writing);
    void writing.finally(() => open.delete(writing));
  };
  return {
    settled: async () => {
      await Promise.all(open);
    },
    ...(shelf !== undefined &&
      replayStrict === true && {
        live: { socketTransport: refuseLive, duplexTransport: refuseLive },
      }),
    transportFor(definition) {
      const common = { definition, config, log, provider: definition.id };
      const network =
        record === undefined
          ? undiciTransport
          : recordingTransport({ ...common, folder: record, next: undiciTransport, track });
      if (shelf === undefined) return network;
      return replayingTransport({ ...common, shelf, ...(replayStrict !== true && { next: network }) });
    },
  };
}
