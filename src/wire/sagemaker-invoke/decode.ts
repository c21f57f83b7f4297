import type { ChatEvent, FinishReason } from '../../core/chat.ts';
import type { ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { decodeResponse } from '../openai-chat/decode.ts';
import { decodeStream } from '../openai-chat/stream.ts';
import { count, defined, filled, isJson, type Json, record, text } from '../read.ts';

export type Context = { readonly provider: string; readonly prompt: string | undefined };

/** The events of an answer that came whole: a chat completion, or generated text as the older containers say it. */
export function* decodeBody(body: unknown, { provider, prompt }: Context): Generator<ChatEvent> {
  const first = record(Array.isArray(body) ? body[0] : body);
  const generated = text(first?.generated_text);
  if (generated === undefined) {
    yield* decodeResponse(body, { provider, dialect: {} });
    return;
  }
  const isEcho = prompt !== undefined && generated.startsWith(prompt);
  const said = isEcho ? generated.slice(prompt.length).trimStart() : generated;
  yield { type: 'text-delta', text: said };
  yield* ending(said, record(first?.details));
}

/** The events of a container's stream, by the shape of its first event. */
export async function* decodeEvents(
  events: AsyncIterable<ServerSentEvent>,
  { provider }: Context,
): AsyncGenerator<ChatEvent> {
  const iterator = events[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    const all = rejoined(first, iterator);
    const isTokens = !first.done && isJson(first.value.data) && 'token' in (record(JSON.parse(first.value.data)) ?? {});
    yield* isTokens ? decodeTokens(all, provider) : decodeStream(all, { provider, dialect: {} });
  } finally {
    await iterator.return?.();
  }
}

async function* rejoined<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
}

/** Text generation: one event a token; the last has the whole text, which says that nothing is missing. */
async function* decodeTokens(events: AsyncIterable<ServerSentEvent>, provider: string): AsyncGenerator<ChatEvent> {
  let said = '';
  for await (const { data } of events) {
    const event = record(eventJson(data, provider)) ?? {};
    if (event.error !== undefined) throw answerError(provider, readFailure(event), said !== '');
    const token = record(event.token);
    const piece = token?.special === true ? undefined : filled(token?.text);
    if (piece !== undefined) {
      said += piece;
      yield { type: 'text-delta', text: piece };
    }
    const details = record(event.details);
    if (typeof event.generated_text !== 'string' && details === undefined) continue;
    yield* ending(said, details);
    return;
  }
  throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.`, processed: true });
}

function* ending(said: string, details: Json | undefined): Generator<ChatEvent> {
  const usage = defined({ input: count(details?.input_length), output: count(details?.generated_tokens) });
  if (Object.keys(usage).length > 0) yield { type: 'usage', usage };
  const finishReason: FinishReason = details?.finish_reason === 'length' ? 'length' : 'stop';
  yield { type: 'done', finishReason, raw: [{ role: 'assistant', content: said }] };
}
