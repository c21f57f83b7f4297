import type { ChatEvent } from '../../core/chat.ts';
import { systemClock } from '../../core/clock.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { collectChat } from '../collect-chat.ts';
import { encodeRequest } from './encode.ts';
import { decodeOutputStream, type Prediction, predictionEvents, readPrediction } from './prediction.ts';

/** The longest that Replicate holds a request open for its answer, in seconds. */
const HOLD_S = 60;
/** Looks at a running prediction: about half an hour of them, unless the call ends before. */
const MOST_LOOKS = 360;
const FIRST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 5_000;
const CANCEL_MS = 5_000;

type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Chat with a language model on Replicate. A call that ends early cancels its prediction, which would be billed on. */
export const replicatePredictions =
  (): CapabilityFactory<'chat'> =>
  (endpoint, { wait = systemClock.sleep }) => ({
    async chat(request, { signal, stream, onEvent }) {
      const { provider } = endpoint;
      const { path, body, notes } = encodeRequest(request, provider);
      const hold = stream ? {} : { headers: { prefer: `wait=${HOLD_S}` } };
      const answer = await endpoint.send(path, body, { signal, ...hold });
      const prediction = readPrediction(await answer.json(), provider);
      // Replicate answers while it still tidies up: a held request that has its output has all of it.
      const isHeld = answer.headers['preference-applied'] !== undefined && prediction.output !== undefined;
      const known = isHeld && prediction.status === 'processing' ? { ...prediction, status: 'succeeded' } : prediction;
      const events = eventsOf(known, { endpoint, signal, stream, wait });
      try {
        return await collectChat(events, { provider, onEvent, notes });
      } catch (thrown) {
        if (!signal.aborted) throw thrown;
        void cancel(prediction, endpoint);
        throw signal.reason instanceof ProviderError ? signal.reason : thrown;
      }
    },
  });

type Running = {
  readonly endpoint: Endpoint;
  readonly signal: AbortSignal;
  readonly stream: boolean;
  readonly wait: Wait;
};

async function* eventsOf(prediction: Prediction, running: Running): AsyncGenerator<ChatEvent> {
  const { endpoint, signal, stream, wait } = running;
  const opened = stream && !isSettled(prediction) ? await openStream(prediction, running) : undefined;
  if (opened !== undefined) {
    yield* decodeOutputStream(opened.events(), endpoint.provider);
    return;
  }
  let latest = prediction;
  let delay = FIRST_LOOK_MS;
  for (let look = 0; !isSettled(latest); look += 1) {
    if (look === MOST_LOOKS) {
      await cancel(latest, endpoint);
      throw new ProviderError('timeout', {
        provider: endpoint.provider,
        message: `The prediction of ${endpoint.provider} did not end in time.`,
      });
    }
    await wait(delay, signal);
    delay = Math.min(delay * 1.5, LONGEST_LOOK_MS);
    const answer = await endpoint.send(pathOf(latest), undefined, { signal });
    latest = readPrediction(await answer.json(), endpoint.provider);
  }
  yield* predictionEvents(latest, endpoint.provider);
}

const isSettled = ({ status }: Prediction): boolean => status !== 'starting' && status !== 'processing';

/** Below the base URL whatever address the answer names, so that our key goes nowhere else. */
const pathOf = ({ id }: Prediction): string => `/predictions/${encodeURIComponent(id)}`;

/** The stream of the output, which lies on another host; `undefined` where there is none, and the prediction is polled. */
async function openStream({ streamUrl }: Prediction, { endpoint, signal }: Running) {
  if (streamUrl === undefined) return undefined;
  try {
    const answer = await endpoint.send(streamUrl, undefined, { signal, accept: 'text/event-stream', isNamed: true });
    return answer.framing === 'sse' ? answer : undefined;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return undefined;
  }
}

async function cancel(prediction: Prediction, endpoint: Endpoint): Promise<void> {
  const signal = AbortSignal.timeout(CANCEL_MS);
  // Nothing is left to tell whoever asked: the call has ended, and the prediction may have too.
  await endpoint.send(`${pathOf(prediction)}/cancel`, {}, { signal }).catch(() => undefined);
}
