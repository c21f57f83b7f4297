import type { Answer } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { essence } from '../../core/media-type.ts';
import type { Usage } from '../../core/usage.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { record } from '../read.ts';

/** What a provider tells about what it spoke, beside the sound. */
export type Report = {
  readonly usage?: Usage;
  readonly model?: string;
  /** Hz, where it is another one than was asked for. */
  readonly rate?: number;
  readonly notes?: readonly string[];
};

/** The pieces of sound as they come, and at the end what else was told. */
export type Sound = AsyncGenerator<Uint8Array, Report | undefined>;

/** True for an answer that is JSON where sound was expected: base64, or an error. Raw samples can begin like anything. */
export const isJsonAnswer = ({ framing, headers }: Answer): boolean => {
  const type = essence(headers['content-type']);
  return /^application\/(.+\+)?json$/.test(type) || (framing === 'json' && (type === '' || type.startsWith('text/')));
};

/** The sound of an answer whose body it is. Throws the error that a 200 carries in its place. */
export async function* soundOf(answer: Answer, provider: string): Sound {
  if (isJsonAnswer(answer)) throw noSound(await answer.json(), provider);
  if (/^text\/html/.test(essence(answer.headers['content-type']))) throw noSound('a page of markup', provider);
  yield* answer.chunks();
  return undefined;
}

/** The error for JSON without sound: the provider's own words where it has some. */
export function noSound(body: unknown, provider: string): ProviderError {
  const fields = record(body);
  const isFailure = ['error', 'errors', 'message', 'detail', 'error_message'].some((name) => fields?.[name] != null);
  return isFailure
    ? answerError(provider, readFailure(body), false)
    : new ProviderError('bad_response', { provider, message: `${provider} sent an answer without sound.` });
}

/** The error for sound that ends before the provider said that it was done. */
export const cutSound = (provider: string): ProviderError =>
  new ProviderError('bad_response', { provider, message: `${provider} cut its sound off.`, processed: true });
