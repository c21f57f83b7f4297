import type { ChatEvent } from '../../core/chat.ts';
import type { ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { count, defined, filled, isJson, type Json, record } from '../read.ts';

export type Prediction = {
  readonly id: string;
  /** `starting`, `processing`, then one of `succeeded`, `failed`, `canceled`, `aborted`. */
  readonly status: string;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly model: string | undefined;
  readonly metrics: Json | undefined;
  readonly streamUrl: string | undefined;
};

/** A prediction as Replicate tells it. Throws `bad_response` for anything else. */
export function readPrediction(body: unknown, provider: string): Prediction {
  const fields = record(body);
  const id = filled(fields?.id);
  const status = filled(fields?.status);
  if (id === undefined || status === undefined) {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a prediction.` });
  }
  return {
    id,
    status,
    output: fields?.output ?? undefined,
    error: filled(fields?.error),
    model: filled(fields?.model),
    metrics: record(fields?.metrics),
    streamUrl: filled(record(fields?.urls)?.stream),
  };
}

/** The events of a prediction that has ended. Throws what its failure means. */
export function* predictionEvents(prediction: Prediction, provider: string): Generator<ChatEvent> {
  const { status, error, metrics, model } = prediction;
  if (status !== 'succeeded' || error !== undefined) {
    throw answerError(provider, { message: error ?? `The prediction was ${status}.` }, true);
  }
  const said = textOutput(prediction, provider);
  yield { type: 'text-delta', text: said };
  const usage = defined({ input: count(metrics?.input_token_count), output: count(metrics?.output_token_count) });
  if (Object.keys(usage).length > 0) yield { type: 'usage', usage };
  yield { type: 'done', finishReason: 'stop', raw: rawOf(said), model };
}

/** Language models say their answer in pieces, some as one text. */
function textOutput({ output }: Prediction, provider: string): string {
  if (typeof output === 'string') return output;
  if (Array.isArray(output) && output.every((piece) => typeof piece === 'string')) return output.join('');
  throw new ProviderError('bad_response', {
    provider,
    message: `The model on ${provider} answered with something else than text.`,
    hint: 'Choose a language model.',
  });
}

const rawOf = (said: string): readonly Json[] => [{ role: 'assistant', content: said }];

/** The events of an output stream, which is complete at `done` and cut without it. */
export async function* decodeOutputStream(
  events: AsyncIterable<ServerSentEvent>,
  provider: string,
): AsyncGenerator<ChatEvent> {
  let said = '';
  for await (const { event, data } of events) {
    if (event === 'output') {
      said += data;
      if (data !== '') yield { type: 'text-delta', text: data };
    } else if (event === 'error') {
      throw answerError(provider, readFailure(isJson(data) ? JSON.parse(data) : data), true);
    } else if (event === 'done') {
      const reason = isJson(data) ? filled(record(JSON.parse(data))?.reason) : undefined;
      if (reason !== undefined) throw answerError(provider, { message: `The prediction ended: ${reason}.` }, true);
      yield { type: 'done', finishReason: 'stop', raw: rawOf(said) };
      return;
    }
  }
  throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.`, processed: true });
}
