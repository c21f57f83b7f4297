import { systemClock } from '../../core/clock.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { audioBlob } from '../audio-file.ts';
import { COMMON_FORMATS } from '../audio-formats.ts';
import { exchange, piecesOf } from '../socket-exchange.ts';
import { transcription } from '../transcription.ts';
import { decodeResponse, readDeepgramFailure } from './decode.ts';
import { fluxQuery, fluxReader, isFlux } from './flux.ts';
import { listenQuery } from './query.ts';

const LARGEST_FILE = 2 * 1024 ** 3;
/** About a tenth of a second of raw sound, or several seconds of a compressed one. */
const PIECE_BYTES = 8192;

/** Deepgram: a file in one request, or with a Flux model over the socket that is its only door. */
export const deepgramListen =
  (): CapabilityFactory<'transcribe'> =>
  (endpoint, { wait = systemClock.sleep }) => ({
    intake: (model) =>
      isFlux(model) ? { formats: ['wav', 'opus'] } : { formats: [...COMMON_FORMATS, 'aac'], maxBytes: LARGEST_FILE },
    async transcribe(request, { signal }) {
      const { provider } = endpoint;
      if (isFlux(request.model)) {
        const { query, notes } = fluxQuery(request);
        const reader = fluxReader(provider);
        await exchange(endpoint, {
          path: `/v2/listen?${query}`,
          signal,
          wait,
          decodeError: readDeepgramFailure,
          messages: fluxMessages(request.audio.bytes),
          onMessage: (data) => {
            if (typeof data === 'string') reader.read(data);
            return false;
          },
        });
        return transcription(reader.heard(), request, notes);
      }
      const { query, notes } = listenQuery(request);
      const answer = await endpoint.send(`/v1/listen?${query}`, audioBlob(request.audio), {
        signal,
        decodeError: readDeepgramFailure,
      });
      return transcription(decodeResponse(await answer.json(), provider), request, notes);
    },
  });

function* fluxMessages(bytes: Uint8Array): Generator<string | Uint8Array> {
  yield* piecesOf(bytes, PIECE_BYTES);
  yield JSON.stringify({ type: 'CloseStream' });
}
